/**
 * Returns a copy of the options with their own properties only, and without a prototype: a polluted `Object.prototype`
 * supplies no value.
 */
export const own = <T extends object>(options: T): T => ({ __proto__: null, ...options }) as unknown as T;
