/**
 * Returns a property of the document from its prototype: elements of the page, which may come from users, can replace
 * properties of the document itself by their `name` ("DOM clobbering"). A property that the page has defined on the
 * document, as a polyfill does, counts if the prototype has none.
 *
 * @param name for a method, call the result with `.call(document, …)`
 */
export function fromDocument<K extends keyof Document>(name: K): Document[K] {
  const prototype = Object.getPrototypeOf(document);
  return name in prototype ? Reflect.get(prototype, name, document) : document[name];
}
