// Parsing of the form fields.

/** Removes the spaces, dashes and brackets that users type between digits. */
const stripSeparators = (text: string): string => text.replace(/[\s()\-–]/g, '');

/** Returns the 12 digits of an IIN, or `undefined`. Like the service, it does not verify the check digit. */
export function parseIin(text: string): string | undefined {
  const digits = stripSeparators(text);
  return /^\d{12}$/.test(digits) ? digits : undefined;
}

/** Returns a phone number of 10 to 15 digits (E.164), the leading `+` optional, or `undefined`. */
export function parsePhone(text: string): string | undefined {
  const number = stripSeparators(text);
  return /^\+?\d{10,15}$/.test(number) ? number : undefined;
}

/** Checks the SMS code. The stand-in accepts any 4 to 6 digits except `0000`. */
export function checkCode(text: string): 'right' | 'wrong' | 'malformed' {
  const code = stripSeparators(text);
  if (!/^\d{4,6}$/.test(code)) return 'malformed';
  return code === '0000' ? 'wrong' : 'right';
}

/** Non-breaking space, which keeps a number on one line. */
const NBSP = '\u00a0';

/** Returns a phone number with all but its prefix and its last two digits masked. */
export function maskPhone(phone: string): string {
  const number = stripSeparators(phone);
  return number.length > 7 ? [number.slice(0, -7), '•••', '••', number.slice(-2)].join(NBSP) : number;
}
