/** A value of a property: the original one, or one that replaces it. */
interface Layer {
  readonly descriptor: PropertyDescriptor | undefined;
}

/** The original value of each replaced property, and the values that replace it, in the order of their creation. */
const layers = new WeakMap<object, Map<string, Layer[]>>();

/**
 * Sets a property of an object. Returns a function that removes this value: the property then has the latest value that
 * has not been removed, or the original one. The order of removal does not matter.
 */
export function replace(object: object, name: string, value: unknown): () => void {
  const properties = layers.get(object) ?? new Map<string, Layer[]>();
  layers.set(object, properties);
  const stack = properties.get(name) ?? [{ descriptor: Object.getOwnPropertyDescriptor(object, name) }];
  properties.set(name, stack);
  const layer = { descriptor: { value, configurable: true, enumerable: true, writable: true } };
  stack.push(layer);
  apply(object, name, layer);
  return () => {
    const index = stack.indexOf(layer);
    if (index < 0) return;
    stack.splice(index, 1);
    // Another one is in place.
    if (index < stack.length) return;
    apply(object, name, stack.at(-1) as Layer);
    if (stack.length === 1) properties.delete(name);
  };
}

/** Returns whether a property has a value that `replace` has set. */
export const isReplaced = (object: object, name: string): boolean => !!layers.get(object)?.has(name);

function apply(object: object, name: string, { descriptor }: Layer): void {
  if (descriptor) Object.defineProperty(object, name, descriptor);
  else delete (object as Record<string, unknown>)[name];
}
