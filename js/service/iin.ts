/**
 * Returns whether a string is a well-formed individual identification number (IIN) of Kazakhstan: 12 digits that begin
 * with a date (`YYMMDD`) and end with a valid check digit. Use it to find typing errors; only the service knows whether
 * the number exists.
 */
export function isValidIin(text: string): boolean {
  if (typeof text !== 'string' || !/^\d{12}$/.test(text)) return false;
  const digits = Array.from(text, Number);
  const month = Number(text.slice(2, 4));
  const day = Number(text.slice(4, 6));
  const sum = (offset: number) =>
    digits.slice(0, 11).reduce((total, digit, index) => total + digit * (((index + offset) % 11) + 1), 0) %
    11;
  // The weights are 1 to 11. If the sum is 10, they are rotated by two; if it is 10 again, the number is never issued.
  const first = sum(0);
  const check = first < 10 ? first : sum(2);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && check === digits[11];
}
