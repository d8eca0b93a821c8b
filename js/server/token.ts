/**
 * Stateless tokens that bind a session to the user who created it, with an expiry. The secret is enough to verify them.
 *
 *     token = base64url(version, expiry) . base64url(HMAC-SHA-256 of version, expiry, session id, user id)
 *
 * A token reveals neither id: testing a guess of both requires the secret.
 */

/** The session and user that a token is issued for. */
export interface Claim {
  /** The session id. */
  sessionId: string;
  /** The string that identifies the user who created the session. */
  userId: string;
}

/** Issues and verifies tokens. */
export interface Tokens {
  /** Returns a token that is valid until `expires`, in ms since 1970. */
  issue(claim: Claim, expires: number): Promise<string>;
  /** Returns whether a token is authentic, belongs to the claim, and has not expired at `now`, in ms since 1970. */
  check(token: string, claim: Claim, now: number): Promise<boolean>;
}

/** Length of the header in bytes: one for the version, eight for the expiry. */
const HEAD_LENGTH = 9;
/** Length of SHA-256 and HMAC-SHA-256 in bytes. */
const HASH_LENGTH = 32;
const VERSION = 1;
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/**
 * Creates the issuer and verifier of tokens. The first secret signs and all verify, so that secrets can be rotated.
 *
 * @param apiKey separates the handlers of several flows that share a secret
 */
export function createTokens(secrets: readonly string[], apiKey: string): Tokens {
  let keys: CryptoKey[] | undefined;
  // Caches the keys, not the Promise: on some edge runtimes a Promise belongs to the request that created it.
  const getKeys = async () => {
    keys ??= await Promise.all(secrets.map((secret) => deriveKey(secret, apiKey)));
    return keys;
  };
  return {
    async issue(claim, expires) {
      const head = new Uint8Array(HEAD_LENGTH);
      head[0] = VERSION;
      new DataView(head.buffer).setBigUint64(1, BigInt(Math.floor(expires)));
      const [key] = await getKeys();
      const mac = await crypto.subtle.sign(HMAC, key as CryptoKey, await signedData(head, claim));
      return `${encode(head)}.${encode(new Uint8Array(mac))}`;
    },
    async check(token, claim, now) {
      const [head, mac, ...rest] = token.split('.').map(decode);
      if (
        head?.length !== HEAD_LENGTH ||
        mac?.length !== HASH_LENGTH ||
        rest.length > 0 ||
        head[0] !== VERSION
      )
        return false;
      const data = await signedData(head, claim);
      // `verify` compares in constant time (Web Cryptography API, section 31.6.2).
      const authentic = await Promise.all(
        (await getKeys()).map((key) => crypto.subtle.verify(HMAC, key, mac, data)),
      );
      return authentic.includes(true) && new DataView(head.buffer).getBigUint64(1) > BigInt(Math.floor(now));
    },
  };
}

/** Derives a key that is used for tokens only, because the secret may have other uses: by default it is the API key. */
async function deriveKey(secret: string, apiKey: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', utf8(secret), 'HKDF', false, ['deriveKey']);
  const hkdf = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: utf8('flow-widget-loader/server: session token'),
    // Handlers of several flows may share a secret; a token of one flow is invalid for the others.
    info: await sha256(apiKey),
  };
  return crypto.subtle.deriveKey(hkdf, material, { ...HMAC, length: 256 }, false, ['sign', 'verify']);
}

/** Returns the data to sign. Hashing gives the ids a fixed length, so that no two pairs of ids give the same data. */
async function signedData(head: Uint8Array, { sessionId, userId }: Claim): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8Array(HEAD_LENGTH + 2 * HASH_LENGTH);
  data.set(head);
  data.set(await sha256(sessionId), HEAD_LENGTH);
  data.set(await sha256(userId), HEAD_LENGTH + HASH_LENGTH);
  return data;
}

async function sha256(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text)));
}

const utf8 = (text: string) => new TextEncoder().encode(text);

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Decodes base64url. Returns `undefined` for anything but the canonical encoding. */
function decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]{1,64}$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return encode(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}
