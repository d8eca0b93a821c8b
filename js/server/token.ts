/**
 * Tokens that bind a session to who created it, and to a time. Nothing is stored: whoever has the secret
 * can check every token.
 *
 *     token = base64url(version, expiry) . base64url(HMAC-SHA-256 of version, expiry, session, person)
 *
 * A session or a person can be told from a token only by guessing both and knowing the secret.
 */

/** What a token is for. */
export interface Claim {
  /** The session. */
  sessionId: string;
  /** Who created it, as a text of the handler's. */
  person: string;
}

/** Makes and checks tokens. */
export interface Tokens {
  /** A token that is good until `expires`, in ms since 1970. */
  issue(claim: Claim, expires: number): Promise<string>;
  /** Whether a token is genuine, for this claim, and not expired at `now`, in ms since 1970. */
  check(token: string, claim: Claim, now: number): Promise<boolean>;
}

/** The version's byte, and eight for the expiry. */
const HEAD = 9;
const MAC = 32;
const VERSION = 1;
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** Of several secrets the first makes tokens, and all check them: so they can be exchanged in turn. */
export function createTokens(secrets: readonly string[], apiKey: string): Tokens {
  let keys: CryptoKey[] | undefined;
  // The keys are kept, not the promise: on some edge runtimes a promise belongs to the request that made it.
  const getKeys = async () => {
    keys ??= await Promise.all(secrets.map((secret) => derive(secret, apiKey)));
    return keys;
  };
  return {
    async issue(claim, expires) {
      const head = new Uint8Array(HEAD);
      head[0] = VERSION;
      new DataView(head.buffer).setBigUint64(1, BigInt(expires));
      const [key] = await getKeys();
      const mac = await crypto.subtle.sign(HMAC, key as CryptoKey, await signed(head, claim));
      return `${encode(head)}.${encode(new Uint8Array(mac))}`;
    },
    async check(token, claim, now) {
      const [head, mac, ...rest] = token.split('.').map(decode);
      if (head?.length !== HEAD || mac?.length !== MAC || rest.length > 0 || head[0] !== VERSION)
        return false;
      const data = await signed(head, claim);
      // `verify` compares in constant time (Web Cryptography, section 31.6.2).
      const genuine = await Promise.all(
        (await getKeys()).map((key) => crypto.subtle.verify(HMAC, key, mac, data)),
      );
      return genuine.includes(true) && new DataView(head.buffer).getBigUint64(1) > BigInt(now);
    },
  };
}

/** A key for this use alone, so that a secret which serves elsewhere too, as the API key does, is safe. */
async function derive(secret: string, apiKey: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', utf8(secret), 'HKDF', false, ['deriveKey']);
  const hkdf = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: utf8('flow-widget-loader/server: session token'),
    // One secret for the handlers of several flows: the token of one is nothing to another.
    info: await sha256(apiKey),
  };
  return crypto.subtle.deriveKey(hkdf, material, { ...HMAC, length: 256 }, false, ['sign', 'verify']);
}

/** Hashes have one length: no end of one field can pass for the beginning of the next. */
async function signed(head: Uint8Array, { sessionId, person }: Claim): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8Array(HEAD + 2 * MAC);
  data.set(head);
  data.set(await sha256(sessionId), HEAD);
  data.set(await sha256(person), HEAD + MAC);
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

/** `undefined` for what `encode` would not have written, unused bits at the end included. */
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
