/**
 * Returns whether the URL of a request contains one of the secrets: at the end of its path, or as the query parameter
 * `secret`. Compares in constant time. The URL may contain the secret percent-encoded or, as base64 often is, unchanged.
 */
export async function hasSecret(url: string, secrets: readonly string[]): Promise<boolean> {
  const { pathname, search } = new URL(url);
  const path = pathname.split('/').map(decode).join('/');
  const paths = [path, path.replace(/\/$/, '')].map((each) => each.split('/'));
  // In a query, `+` usually means a space.
  const queries = [search, search.replaceAll('+', '%2B')];
  const parameters = queries.map((query) => new URLSearchParams(query).get('secret') ?? '');
  let found = false;
  for (const secret of secrets) {
    // A secret may contain slashes.
    const depth = secret.split('/').length;
    const ends = paths.map((segments) => segments.slice(-depth).join('/'));
    const [expected, ...given] = await Promise.all([secret, ...ends, ...parameters].map(sha256));
    for (const candidate of given) found = isEqual(candidate, expected as Uint8Array) || found;
  }
  return found;
}

/** Compares two hashes. The duration does not depend on their contents. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] as number);
  return difference === 0;
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
