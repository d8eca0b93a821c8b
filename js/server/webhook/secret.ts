/**
 * Returns whether the URL of a request contains one of the secrets: as its last path segment, or as the query parameter
 * `secret`. Compares in constant time.
 */
export async function hasSecret(url: string, secrets: readonly string[]): Promise<boolean> {
  const { pathname, searchParams } = new URL(url);
  const segment = decode(pathname.slice(pathname.lastIndexOf('/') + 1));
  const candidates = [segment, searchParams.get('secret') ?? ''];
  const [given, expected] = await Promise.all([
    Promise.all(candidates.map(sha256)),
    Promise.all(secrets.map(sha256)),
  ]);
  let found = false;
  for (const candidate of given) {
    for (const secret of expected) found = isEqual(candidate, secret) || found;
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
