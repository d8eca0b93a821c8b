// Rules of the fields that a person fills in.

/** Digits of a text, without the blanks, dashes and brackets that people type. */
const bare = (text: string): string => text.replace(/[\s()\-–]/g, '');

/** The 12 digits of an IIN, or nothing. The check digit is not looked at: the service does not ask for it. */
export function readIin(text: string): string | undefined {
  const digits = bare(text);
  return /^\d{12}$/.test(digits) ? digits : undefined;
}

/** A phone number of 10 to 15 digits (E.164), with its plus if it had one, or nothing. */
export function readPhone(text: string): string | undefined {
  const number = bare(text);
  return /^\+?\d{10,15}$/.test(number) ? number : undefined;
}

/** The code of the message from 1414: 4 to 6 digits; `0000` plays the wrong one. */
export function checkCode(text: string): 'right' | 'wrong' | 'malformed' {
  const code = bare(text);
  if (!/^\d{4,6}$/.test(code)) return 'malformed';
  return code === '0000' ? 'wrong' : 'right';
}

/** A number is not to be broken into lines. */
const NBSP = '\u00a0';

/** A phone number as it may be shown to whoever looks over the shoulder. */
export function maskPhone(phone: string): string {
  const number = bare(phone);
  return number.length > 7 ? [number.slice(0, -7), '•••', '••', number.slice(-2)].join(NBSP) : number;
}
