/** Sets a property of an object. Returns a function that restores the previous property, or removes the new one. */
export function replace(object: object, name: string, value: unknown): () => void {
  const original = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
  return () => {
    if (original) Object.defineProperty(object, name, original);
    else delete (object as Record<string, unknown>)[name];
  };
}
