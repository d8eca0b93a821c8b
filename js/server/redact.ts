/** The replacement for the API key. */
const MARK = '[API key]';
/**
 * Shorter spellings are not redacted, since they may be part of any word. Real keys have 47 characters or more (the
 * service's guide, section 1). The client's redactor, `src/client/redact.rs`, has the same threshold.
 */
const MIN_LENGTH = 8;

/**
 * Creates a function that removes the API key from JSON text. The client redacts its errors, but returns results as the
 * service sent them; the handler redacts every response, in case the service echoes the key.
 */
export function createRedactor(apiKey: string): (json: string) => string {
  const form = new URLSearchParams({ '': apiKey }).toString().slice(1);
  const query = form.replaceAll('+', '%20');
  // `encodeURIComponent` leaves these characters as they are. It is not called, because it throws on a lone surrogate.
  const component = query.replace(/%(?:21|27|28|29|7E)/g, (char) => decodeURIComponent(char));
  const lowerCase = query.replace(/%../g, (char) => char.toLowerCase());
  const spellings = [apiKey, escapeJson(apiKey), form, query, component, lowerCase]
    .filter(({ length }) => length >= MIN_LENGTH)
    .map(escapeJson)
    // Longest first: one spelling may contain another.
    .sort((a, b) => b.length - a.length);
  return (json) => spellings.reduce((text, spelling) => text.replaceAll(spelling, MARK), json);
}

/** Returns the text as it appears inside a JSON string. */
const escapeJson = (text: string) => JSON.stringify(text).slice(1, -1);
