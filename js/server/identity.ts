/** Who a request comes from: a text that names one person, or an object with such an `id`. */
export type Identity = string | { readonly id: string | number | bigint };

/**
 * The text that stands for a person in a token; `undefined` for nobody.
 *
 * @throws TypeError for what names nobody, as `true` does: every person would be the same to it.
 */
export function personOf(identity: unknown): string | undefined {
  if (identity === null || identity === undefined || identity === false || identity === '') return undefined;
  const id = typeof identity === 'object' ? (identity as { id?: unknown }).id : identity;
  if (typeof id === 'string' && id !== '') return id;
  if (typeof identity === 'object' && (typeof id === 'bigint' || Number.isSafeInteger(id))) return String(id);
  throw new TypeError(
    '`authorize` must come to a string that names the person, an object with an `id`, a Response, or null.',
  );
}
