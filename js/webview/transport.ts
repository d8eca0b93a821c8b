/** Passes a message, as JSON, to the app. */
type Post = (json: string) => unknown;

/** How often, and at which interval in ms, a message looks for the bridge of an app: for 10 s. */
const ATTEMPTS = 40;
const INTERVAL = 250;

/** Returns the function that passes a message to the app; `undefined` if the app has no bridge. Never throws. */
export function findBridge(name: string): Post | undefined {
  return (
    // Android's JavaScript interfaces and message listeners, and the channels of webview_flutter. The latter are also
    // WebKit's message handlers on iOS, but take strings. A frame with this name is not a property of the window's own.
    attempt(() => Object.hasOwn(globalThis, name) && method(globalOf(name), 'postMessage')) ||
    attempt(() =>
      method(globalOf('webkit')?.messageHandlers?.[name], 'postMessage', (json) => [JSON.parse(json)]),
    ) ||
    attempt(() =>
      method(globalOf('flutter_inappwebview'), 'callHandler', (json) => [name, JSON.parse(json)]),
    ) ||
    attempt(() => method(globalOf('ReactNativeWebView'), 'postMessage'))
  );
}

/** Returns a global object of the app; `undefined` for a frame with its name, which has a `postMessage` of its own. */
// biome-ignore lint/suspicious/noExplicitAny: objects of the app, whose methods are checked
function globalOf(name: string): any {
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const object = (globalThis as any)[name];
  return object?.window === object ? undefined : object;
}

/** Returns the result of a look-up; `undefined` if it throws, as properties of another origin's frame do. */
function attempt(look: () => Post | false | undefined): Post | undefined {
  try {
    return look() || undefined;
  } catch {
    return undefined;
  }
}

/** Returns a function that calls a method of the app's object; `undefined` if there is no such method. */
function method(
  // biome-ignore lint/suspicious/noExplicitAny: an object of the app
  object: any,
  key: string,
  toArguments: (json: string) => unknown[] = (json) => [json],
): Post | undefined {
  return typeof object?.[key] === 'function' ? (json) => object[key](...toArguments(json)) : undefined;
}

/**
 * Returns a function that passes messages to the app in order. While the app has no bridge, messages wait for one: some
 * apps add it only when the page has loaded. They are dropped 10 s after the last one.
 *
 * @param find returns the bridge, if there is one now
 */
export function createSender(find: () => Post | undefined): (json: string) => void {
  const queue: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (attempts: number) => {
    clearTimeout(timer);
    const post = find();
    // One by one: the app may cause another message while it receives one.
    for (let json = post && queue.shift(); post && json; json = queue.shift()) call(post, json);
    if (attempts) {
      if (queue.length) timer = setTimeout(flush, INTERVAL, attempts - 1);
    } else queue.length = 0;
  };
  return (json) => {
    queue.push(json);
    flush(ATTEMPTS);
  };
}

/** Calls the app's bridge. Reports an exception or a rejection as an uncaught error. */
function call(post: Post, json: string): void {
  new Promise((resolve) => resolve(post(json))).catch((thrown) => globalThis.reportError?.(thrown));
}
