/**
 * Removes the API key from the handlers' responses. `src/client/redact.rs` does the same for the errors of the client,
 * which also exists without JavaScript. Both are tested with the spellings in `tests/fixtures/redaction.json`.
 */

/** The replacement for the API key. */
const MARK = '[API key]';
/**
 * The minimum length of a spelling that is redacted, in characters: a shorter one may be part of any word. Real keys have
 * 47 characters or more (the service's guide, section 1).
 */
const MIN_LENGTH = 8;
/** The maximum number of repetitions within an escape sequence, which nested encodings cause, such as `%25252b`. */
const MAX_REPEATS = 8;
/** Named character references of HTML for characters that a key may contain. */
const NAMES = new Map(
  Object.entries({
    '&': 'amp;',
    '<': 'lt;',
    '>': 'gt;',
    '"': 'quot;',
    "'": 'apos;',
    '+': 'plus;',
    '/': 'sol;',
    '=': 'equals;',
  }),
);
/** Characters that may replace another one: in base64url, and a space in a query. */
const SIMILAR = new Map(Object.entries({ '+': '-', '/': '_', ' ': '+' }));

/** A character of a spelling. */
interface Character {
  character: string;
  /** The character in both cases, and a character that may replace it. */
  plain: string[];
  /** Its UTF-8 encoding. */
  bytes: Uint8Array;
}

/**
 * Creates a function that removes the API key from text, such as JSON. It finds the key in plain text, in base64 and in
 * hexadecimal, and with any character escaped as in a URL, in JSON or in HTML.
 */
export function createRedactor(apiKey: string): (text: string) => string {
  const bytes = new TextEncoder().encode(apiKey);
  const characters = [...apiKey];
  // A run of backslashes matches a single one, because JSON doubles them.
  const plain = characters.filter((each, index) => each !== '\\' || characters[index - 1] !== '\\');
  const spellings = [plain, ...[0, 1, 2].map((offset) => [...base64Core(bytes, offset)]), [...hex(bytes)]]
    .filter(({ length }) => characters.length >= MIN_LENGTH && length >= MIN_LENGTH)
    .map((spelling) => spelling.map(toCharacter));
  const first = new Set(['\\', '%', '&', ...spellings.flatMap(([begin]) => begin?.plain ?? [])]);
  // Whether a spelling may begin with an ASCII character; it may begin with any other.
  const begins = Array.from({ length: 128 }, (_, code) => first.has(String.fromCharCode(code)));
  return (text) => {
    let redacted = '';
    let copied = 0;
    let at = 0;
    while (at < text.length) {
      const end = begins[text.charCodeAt(at)] === false ? -1 : findEnd(spellings, text, at);
      if (end < 0) {
        at += 1;
        continue;
      }
      redacted += text.slice(copied, at) + MARK;
      at = end;
      copied = end;
    }
    return redacted + text.slice(copied);
  };
}

function toCharacter(character: string): Character {
  const cases = /^[a-z]$/i.test(character) ? [character.toLowerCase(), character.toUpperCase()] : [character];
  const similar = SIMILAR.get(character);
  return {
    character,
    plain: similar ? [...cases, similar] : cases,
    bytes: new TextEncoder().encode(character),
  };
}

/** Returns the end of the spelling that begins at an index, or -1. */
function findEnd(spellings: Character[][], text: string, at: number): number {
  for (const spelling of spellings) {
    const end = matchSpelling(text, at, spelling, 0);
    if (end > 0) return end;
  }
  return -1;
}

function matchSpelling(text: string, start: number, spelling: Character[], from: number): number {
  let at = start;
  for (let index = from; index < spelling.length; index++) {
    const character = spelling[index] as Character;
    // `%2541` is `%41` encoded once or `A` encoded twice.
    if (character.character === '%' && text[at] === '%') {
      let length = 1;
      while (length < 2 * MAX_REPEATS && text.startsWith('25', at + length)) length += 2;
      for (; length > 0; length -= 2) {
        const end = matchSpelling(text, at + length, spelling, index + 1);
        if (end > 0) return end;
      }
      return -1;
    }
    at = matchCharacter(text, at, character);
    if (at < 0) return -1;
  }
  return at;
}

/** Returns the end of the character that begins at an index, escaped or not, or -1. */
function matchCharacter(text: string, at: number, character: Character): number {
  switch (text[at]) {
    case '\\':
      return matchJson(text, at, character);
    case '%':
      return matchPercent(text, at, character);
    case '&':
      return matchHtml(text, at, character);
    default:
      return matchPlain(text, at, character);
  }
}

function matchPlain(text: string, at: number, { plain }: Character): number {
  for (const each of plain) if (text.startsWith(each, at)) return at + each.length;
  return -1;
}

function matchJson(text: string, start: number, character: Character): number {
  let at = start;
  while (text[at] === '\\' && at - start < 2 * MAX_REPEATS) at += 1;
  const escaped = matchUnicodeEscapes(text, at, character);
  if (escaped > 0) return escaped;
  return character.character === '\\' ? at : matchPlain(text, at, character);
}

/** Matches `uXXXX`, or for a surrogate pair `uXXXX\uXXXX`. */
function matchUnicodeEscapes(text: string, start: number, { character }: Character): number {
  let at = start;
  for (let unit = 0; unit < character.length; unit++) {
    while (unit > 0 && text[at] === '\\') at += 1;
    if (text[at] !== 'u' && text[at] !== 'U') return -1;
    const digits = text.slice(at + 1, at + 5);
    if (!isHex(digits, 4) || Number.parseInt(digits, 16) !== character.charCodeAt(unit)) return -1;
    at += 5;
  }
  return at;
}

/** Matches the bytes of UTF-8, each as `%XX`, or as `%25XX` if encoded repeatedly. */
function matchPercent(text: string, start: number, { bytes }: Character): number {
  let at = start;
  for (const byte of bytes) {
    if (text[at] !== '%') return -1;
    at += 1;
    for (let repeats = 0; repeats < MAX_REPEATS; repeats++) {
      if (!text.startsWith('25', at) || !isHex(text.slice(at + 2, at + 4), 2)) break;
      at += 2;
    }
    const digits = text.slice(at, at + 2);
    if (!isHex(digits, 2) || Number.parseInt(digits, 16) !== byte) return -1;
    at += 2;
  }
  return at;
}

const isHex = (text: string, length: number) => text.length === length && /^[\da-f]+$/i.test(text);

/** Matches a character reference, such as `&amp;` or `&#43;`. */
function matchHtml(text: string, start: number, { character }: Character): number {
  let at = start + 1;
  for (let repeats = 0; repeats < MAX_REPEATS && text.startsWith('amp;', at); repeats++) at += 4;
  const name = NAMES.get(character);
  if (name && text.startsWith(name, at)) return at + name.length;
  if (text[at] !== '#') return character === '&' ? at : -1;
  const [reference, hexadecimal, decimal] =
    /^#(?:x([\da-f]{1,16})|(\d{1,16}));/i.exec(text.slice(at, at + 20)) ?? [];
  if (reference) {
    const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    if (code === character.codePointAt(0)) return at + reference.length;
  }
  return character === '&' ? at : -1;
}

/** Returns the characters that base64 always contains if the bytes begin at `offset` in a group of three. */
function base64Core(bytes: Uint8Array, offset: number): string {
  const padded = new Uint8Array(offset + bytes.length);
  padded.set(bytes, offset);
  // The first and the last character also depend on the neighbours of the bytes.
  const [first, last] = [Math.ceil((offset * 8) / 6), Math.floor((padded.length * 8) / 6)];
  return btoa(Array.from(padded, (byte) => String.fromCharCode(byte)).join('')).slice(first, last);
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
