/**
 * Whether a text is an individual identification number of Kazakhstan: 12 digits that begin with a possible
 * day (`YYMMDD`) and end with the right check digit. The service decides in the end; this finds typing errors.
 */
export function isValidIin(text: string): boolean {
  if (typeof text !== 'string' || !/^\d{12}$/.test(text)) return false;
  const digits = Array.from(text, Number);
  const month = Number(text.slice(2, 4));
  const day = Number(text.slice(4, 6));
  const sum = (offset: number) =>
    digits.slice(0, 11).reduce((total, digit, place) => total + digit * (((place + offset) % 11) + 1), 0) %
    11;
  // Weights 1 to 11; where that gives 10, moved on by two; a number that gives 10 again is never issued.
  const first = sum(0);
  const check = first < 10 ? first : sum(2);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && check === digits[11];
}
