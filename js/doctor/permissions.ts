/** Permissions-Policy: parsing, and what it allows (https://www.w3.org/TR/permissions-policy/). */

/** The allowlists of features: origins, `self` and `*`. */
export type Permissions = ReadonlyMap<string, readonly string[]>;

/** Parses the header; `undefined` if browsers ignore it, because it is not a dictionary (RFC 8941, section 3.2). */
export function parsePermissions(value: string): Permissions | undefined {
  const features = new Map<string, readonly string[]>();
  const entry =
    /\s*([a-z*][\w.*-]{0,99})\s*(?:=(\*|[a-z][\w-]{0,99}|"[^"]{0,300}"|\([^()]{0,4000}\)))?((?:;[^,;]{0,300}){0,9})\s*(?:,|$)/y;
  while (entry.lastIndex < value.length) {
    const match = entry.exec(value);
    if (!match) return undefined;
    const [, name = '', list = ''] = match;
    const items = list.startsWith('(') ? list.slice(1, -1).trim() : list;
    features.set(
      name,
      items === ''
        ? []
        : items.split(/\s+/).map((item) => item.split(';')[0]?.replace(/^"(.*)"$/, '$1') ?? ''),
    );
  }
  return features;
}

/** Returns whether an allowlist allows an origin to use the feature. */
export const allowsOrigin = (allowlist: readonly string[], origin: string, page: string): boolean =>
  allowlist.some((item) => item === '*' || (item === 'self' && origin === page) || matches(item, origin));

/** Returns whether an item is the origin, or has it as a subdomain: `https://*.example.com`. */
function matches(item: string, origin: string): boolean {
  const [, scheme, domain] = /^(https?:\/\/)\*(\..+)$/i.exec(item) ?? [];
  if (scheme !== undefined && domain !== undefined) {
    return origin.startsWith(scheme.toLowerCase()) && origin.endsWith(domain.toLowerCase());
  }
  return URL.canParse(item) && new URL(item).origin === origin;
}
