/** Content-Security-Policy: parsing, what a policy allows, and what to change (https://www.w3.org/TR/CSP3/). */

/** The sources of each directive, by its name in lower case. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** Parses the policies of a header or of a `<meta>`; several are separated by commas. */
export function parsePolicies(value: string): Policy[] {
  const policies: Policy[] = [];
  for (const text of value.split(',')) {
    const policy = new Map<string, readonly string[]>();
    for (const part of text.split(';')) {
      const [name, ...sources] = part.trim().split(/\s+/);
      const key = (name ?? '').toLowerCase();
      // The first of several directives with the same name counts.
      if (key !== '' && !policy.has(key)) policy.set(key, sources);
    }
    if (policy.size > 0) policies.push(policy);
  }
  return policies;
}

/** The directives that are used for a purpose, the first that is present. */
const FALLBACKS: Readonly<Record<string, readonly string[]>> = {
  'script-src-elem': ['script-src-elem', 'script-src', 'default-src'],
  'script-src': ['script-src', 'default-src'],
  'connect-src': ['connect-src', 'default-src'],
  'frame-src': ['frame-src', 'child-src', 'default-src'],
};

/** Returns the name of the directive that a policy uses for a purpose, or `undefined` if everything is allowed. */
export const directiveFor = (policy: Policy, purpose: string): string | undefined =>
  (FALLBACKS[purpose] ?? [purpose]).find((name) => policy.has(name));

/** Returns the sources for a purpose, or `undefined` if everything is allowed. */
export function sourcesFor(policy: Policy, purpose: string): readonly string[] | undefined {
  const name = directiveFor(policy, purpose);
  return name === undefined ? undefined : policy.get(name);
}

const lower = (sources: readonly string[]) => sources.map((source) => source.toLowerCase());

/** Returns whether sources allow WebAssembly. */
export const allowsWasm = (sources: readonly string[]): boolean =>
  lower(sources).some((source) => source === "'wasm-unsafe-eval'" || source === "'unsafe-eval'");

/** Returns whether scripts are allowed by a nonce of the page, or because an allowed script has inserted them. */
export const trustsScripts = (sources: readonly string[]): boolean =>
  lower(sources).some((source) => source === "'strict-dynamic'" || source.startsWith("'nonce-"));

/** Returns whether sources allow a URL by its scheme, host or path (CSP3, section 6.7.2.7). */
export const allowsUrl = (sources: readonly string[], url: URL, page: URL): boolean =>
  sources.some((source) => matches(source, url, page));

function matches(source: string, url: URL, page: URL): boolean {
  if (source === '*') return /^https?:$/.test(url.protocol) || url.protocol === page.protocol;
  if (source.toLowerCase() === "'self'") {
    return url.origin === page.origin || (url.host === page.host && isUpgrade(page.protocol, url.protocol));
  }
  const scheme = /^([a-z][a-z\d+.-]*:)$/i.exec(source)?.[1]?.toLowerCase();
  if (scheme !== undefined) return schemeMatches(scheme, url.protocol);
  const [, protocol, host = '', port, path] =
    /^(?:([a-z][a-z\d+.-]*:)\/\/)?(\*|(?:\*\.)?[^:/*'\s]+)(?::(\d+|\*))?(\/[^?#]*)?$/i.exec(source) ?? [];
  if (host === '') return false;
  if (!schemeMatches(protocol?.toLowerCase() ?? page.protocol, url.protocol)) return false;
  if (!hostMatches(host.toLowerCase(), url.hostname)) return false;
  return portMatches(port, url) && pathMatches(path, url.pathname);
}

const isUpgrade = (from: string, to: string) => from === 'http:' && to === 'https:';
const schemeMatches = (source: string, actual: string) => source === actual || isUpgrade(source, actual);

function hostMatches(source: string, host: string): boolean {
  if (source === '*') return true;
  return source.startsWith('*.') ? host.endsWith(source.slice(1)) : source === host;
}

function portMatches(source: string | undefined, { port, protocol }: URL): boolean {
  const defaultPort = protocol === 'https:' ? '443' : '80';
  const actual = port || defaultPort;
  if (source === '*') return true;
  if (source === undefined) return actual === defaultPort;
  return source === actual || (source === '80' && actual === '443' && protocol === 'https:');
}

function pathMatches(source: string | undefined, path: string): boolean {
  if (source === undefined || source === '/') return true;
  const decoded = decode(source);
  return source.endsWith('/') ? decode(path).startsWith(decoded) : decode(path) === decoded;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Returns whether a policy lets another page show this one in a frame; `undefined` if it does not say. */
export function allowsAncestor(policy: Policy, parent: URL, page: URL): boolean | undefined {
  const sources = policy.get('frame-ancestors');
  return sources && allowsUrl(sources, parent, page);
}

/**
 * Returns a directive with further sources, as it must be in the policy.
 *
 * @param name the directive to write. If the policy has only a fallback of it, its sources are taken over
 */
export function withSources(policy: Policy, name: string, sources: readonly string[]): string {
  const present = (sourcesFor(policy, name) ?? []).filter((source) => source.toLowerCase() !== "'none'");
  const all = [...present, ...sources.filter((source) => !present.includes(source))];
  return [name, ...all.map(displaySource)].join(' ');
}

/** Returns a source without the value of a nonce, which is another one in each response. */
const displaySource = (source: string): string => source.replace(/^'nonce-.*'$/i, "'nonce-…'");
