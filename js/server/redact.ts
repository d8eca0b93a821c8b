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
/** The maximum number of backslashes in an escape sequence. */
const MAX_SLASHES = 2 * MAX_REPEATS;
const BACKSLASH = 0x5c;
/** Named character references of HTML for ASCII characters, and for tab and line feed. */
const NAMES = new Map<string, readonly string[]>([
  ['&', ['amp;']],
  ['<', ['lt;']],
  ['>', ['gt;']],
  ['"', ['quot;']],
  ["'", ['apos;']],
  ['+', ['plus;']],
  ['/', ['sol;']],
  ['=', ['equals;']],
  ['_', ['lowbar;', 'UnderBar;']],
  ['!', ['excl;']],
  ['#', ['num;']],
  ['$', ['dollar;']],
  ['%', ['percnt;']],
  ['(', ['lpar;']],
  [')', ['rpar;']],
  ['*', ['ast;', 'midast;']],
  [',', ['comma;']],
  ['.', ['period;']],
  [':', ['colon;']],
  [';', ['semi;']],
  ['?', ['quest;']],
  ['@', ['commat;']],
  ['[', ['lsqb;', 'lbrack;']],
  ['\\', ['bsol;']],
  [']', ['rsqb;', 'rbrack;']],
  ['^', ['Hat;']],
  ['`', ['grave;']],
  ['{', ['lcub;', 'lbrace;']],
  ['|', ['verbar;', 'vert;', 'VerticalLine;']],
  ['}', ['rcub;', 'rbrace;']],
  ['\t', ['Tab;']],
  ['\n', ['NewLine;']],
]);
/** Characters that may replace another one: in base64url, and a space in a query. */
const SIMILAR = new Map(Object.entries({ '+': '-', '/': '_', ' ': '+' }));

/** A form of the key. */
interface Spelling {
  characters: Character[];
  /** Whether it is hexadecimal, whose bytes may be separated, as in `6b:2b` and `0x6b, 0x2b`. */
  separated: boolean;
}

/** A character of a spelling. */
interface Character {
  character: string;
  /** The character in both cases, and a character that may replace it. */
  plain: string[];
  /** Its UTF-8 encoding. */
  bytes: Uint8Array;
}

/** The characters of a line break, in their order. */
const LINE_BREAK = [toCharacter('\r'), toCharacter('\n')];
/** The characters of an indentation. Not `+`, which may replace a space, but is a part of base64. */
const INDENTATION = [toCharacter('\t'), { ...toCharacter(' '), plain: [' '] }];
/** The maximum length of an indentation, in characters. */
const MAX_INDENTATION = 32;
/** Separators of bytes: `0x`, `\x`, white space that is escaped, and characters that are not letters or digits. */
const SEPARATORS = /(?:\\{1,16}[xXnrt]?|0x|%(?:25){0,8}(?:20|3a|2d|2c|0a|0d)|[^\da-z]){0,8}/iy;
/** The letters of escape sequences. */
const LETTERS = new Map(Object.entries({ '\r': 'r', '\n': 'n', '\t': 't' }));
/** The characters with which a line break may begin. */
const BEFORE_BREAK = new Set('\r\n\\%&');

/**
 * Creates a function that removes the API key from text, such as JSON. It finds the key in plain text, in base64, also
 * of the key as in a URL, and in hexadecimal, also with separators; with line breaks, and with any character escaped as in a URL, in
 * JSON, in JavaScript or in HTML.
 */
export function createRedactor(apiKey: string): (text: string) => string {
  const bytes = new TextEncoder().encode(apiKey);
  const characters = [...apiKey];
  // A run of backslashes matches a single one, because JSON doubles them.
  const plain = characters.filter((each, index) => each !== '\\' || characters[index - 1] !== '\\');
  const wellFormed = new TextDecoder().decode(bytes);
  const sources = new Set([apiKey, encodeURIComponent(wellFormed), formEncoded(wellFormed)]);
  const cores = [...sources].flatMap((source) =>
    [0, 1, 2].map((offset) => [...base64Core(new TextEncoder().encode(source), offset)]),
  );
  const hexadecimal = [...hex(bytes)];
  const spellings = [plain, ...cores, hexadecimal]
    .filter(({ length }) => characters.length >= MIN_LENGTH && length >= MIN_LENGTH)
    .map(
      (spelling): Spelling => ({
        characters: spelling.map(toCharacter),
        separated: spelling === hexadecimal,
      }),
    );
  // The spellings that may begin with a UTF-16 code unit.
  const candidates = new Map<number, Spelling[]>();
  for (const spelling of spellings) {
    for (const begin of ['\\', '%', '&', ...(spelling.characters[0] as Character).plain]) {
      const code = begin.charCodeAt(0);
      candidates.set(code, [...(candidates.get(code) ?? []), spelling]);
    }
  }
  return (text) => {
    let redacted = '';
    let copied = 0;
    let at = 0;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      const possible = candidates.get(code);
      if (!possible) {
        at += 1;
        continue;
      }
      let next = at + 1;
      if (code === BACKSLASH) {
        // A match that begins later in a run of backslashes ends where one from its beginning would.
        while (text.charCodeAt(next) === BACKSLASH) next += 1;
        at = Math.max(at, next - MAX_SLASHES);
      }
      const end = findEnd(possible, text, at);
      if (end < 0) {
        at = next;
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
function findEnd(spellings: Spelling[], text: string, at: number): number {
  for (const spelling of spellings) {
    const end = matchSpelling(text, at, spelling, 0);
    if (end > 0) return end;
  }
  return -1;
}

function matchSpelling(text: string, start: number, spelling: Spelling, from: number): number {
  const { characters } = spelling;
  let at = start;
  for (let index = from; index < characters.length; index++) {
    const character = characters[index] as Character;
    if (index > 0) at = skipGap(text, at, spelling, index);
    // `%2541` is `%41` encoded once or `A` encoded twice.
    if (character.character === '%' && text[at] === '%') {
      const escaped = matchPercentUnits(text, at, character);
      if (escaped > 0) {
        at = escaped;
        continue;
      }
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

/** Returns the end of what may precede a character that is not the first: a line break, and separators between bytes. */
function skipGap(text: string, start: number, { characters, separated }: Spelling, index: number): number {
  let at = start;
  if (BEFORE_BREAK.has(text[at] ?? '')) {
    const end = skipLineBreak(text, at);
    const next = characters[index] as Character;
    const isPercent = next.character === '%' && text[end] === '%';
    if (end > at && (isPercent || matchCharacter(text, end, next) > 0)) at = end;
  }
  if (!separated || index % 2 === 1) return at;
  SEPARATORS.lastIndex = at;
  return at + (SEPARATORS.exec(text)?.[0].length ?? 0);
}

/** Returns the end of the line break at an index and of the indentation after it, escaped or not, or the index. */
function skipLineBreak(text: string, start: number): number {
  let at = start;
  for (const character of LINE_BREAK) {
    const end = matchCharacter(text, at, character);
    if (end > 0) at = end;
  }
  const last = at === start ? start : at + MAX_INDENTATION;
  while (at < last) {
    const end = Math.max(...INDENTATION.map((character) => matchCharacter(text, at, character)));
    if (end < 0 || end > last) break;
    at = end;
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
  const at = skipSlashes(text, start);
  const escaped = Math.max(matchUnicodeEscapes(text, at, character), matchHexEscapes(text, at, character));
  if (escaped > 0) return escaped;
  const letter = LETTERS.get(character.character);
  if (letter) return text[at] === letter ? at + 1 : -1;
  return character.character === '\\' ? at : matchPlain(text, at, character);
}

/** Matches `uXXXX`, or for a surrogate pair `uXXXX\uXXXX`; and `u{X}`, as in JavaScript. */
function matchUnicodeEscapes(text: string, start: number, { character }: Character): number {
  let at = start;
  for (let unit = 0; unit < character.length; unit++) {
    if (unit > 0) at = skipSlashes(text, at);
    if (text[at] !== 'u' && text[at] !== 'U') return -1;
    if (unit === 0 && text[at + 1] === '{') {
      const [braced = '', digits = ''] = /^\{([\da-f]{1,15})\}/i.exec(text.slice(at + 1, at + 18)) ?? [];
      return Number.parseInt(digits, 16) === character.codePointAt(0) ? at + 1 + braced.length : -1;
    }
    if (hexAt(text, at + 1, 4) !== character.charCodeAt(unit)) return -1;
    at += 5;
  }
  return at;
}

/** Matches the bytes of UTF-8, each as `xXX` after a backslash. */
function matchHexEscapes(text: string, start: number, { bytes }: Character): number {
  let at = start;
  for (const [index, byte] of bytes.entries()) {
    if (index > 0) at = skipSlashes(text, at);
    if ((text[at] !== 'x' && text[at] !== 'X') || hexAt(text, at + 1, 2) !== byte) return -1;
    at += 3;
  }
  return at;
}

/** Returns the index after the backslashes that an escape sequence may have. */
function skipSlashes(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === BACKSLASH && at - start < MAX_SLASHES) at += 1;
  return at;
}

/** Matches the bytes of UTF-8, each as `%XX`, or as `%25XX` if encoded repeatedly, or code units. Not for `%` itself. */
function matchPercent(text: string, start: number, character: Character): number {
  const end = matchPercentUnits(text, start, character);
  if (end > 0) return end;
  let at = start;
  for (const byte of character.bytes) {
    at = skipPercent(text, at);
    if (at < 0 || hexAt(text, at, 2) !== byte) return -1;
    at += 2;
  }
  return at;
}

/** Matches `%uXXXX` for each UTF-16 code unit. */
function matchPercentUnits(text: string, start: number, { character }: Character): number {
  let at = start;
  for (let unit = 0; unit < character.length; unit++) {
    at = skipPercent(text, at);
    if (at < 0 || (text[at] !== 'u' && text[at] !== 'U')) return -1;
    if (hexAt(text, at + 1, 4) !== character.charCodeAt(unit)) return -1;
    at += 5;
  }
  return at;
}

/** Returns the index after a percent sign, which may be encoded repeatedly, or -1. */
function skipPercent(text: string, start: number): number {
  if (text[start] !== '%') return -1;
  let at = start + 1;
  for (let repeats = 0; repeats < MAX_REPEATS && text.startsWith('25', at); repeats++) at += 2;
  return at;
}

/** Returns the number that `length` hexadecimal digits at an index stand for, or `NaN`. */
function hexAt(text: string, at: number, length: number): number {
  let number = 0;
  for (let index = at; index < at + length; index++) number = 16 * number + digitOf(text.charCodeAt(index));
  return number;
}

/** Returns the value of a hexadecimal digit, or `NaN`. */
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  // The lower-case letter.
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : Number.NaN;
}

/** Matches a character reference, such as `&amp;` or `&#43;`. Browsers also decode a number without the semicolon. */
function matchHtml(text: string, start: number, { character }: Character): number {
  let at = start + 1;
  for (let repeats = 0; repeats < MAX_REPEATS && text.startsWith('amp;', at); repeats++) at += 4;
  for (const name of NAMES.get(character) ?? []) if (text.startsWith(name, at)) return at + name.length;
  if (text[at] !== '#') return character === '&' ? at : -1;
  const [reference, hexadecimal, decimal] =
    /^#(?:x([\da-f]{1,15})|(\d{1,15}));?/i.exec(text.slice(at, at + 20)) ?? [];
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

/** Encodes a text as in a form (`application/x-www-form-urlencoded`). */
const formEncoded = (text: string) => new URLSearchParams({ text }).toString().slice('text='.length);
