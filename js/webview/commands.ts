/**
 * Lets the app cancel: by a call of `${name}Commands.cancel()`, or by a `message` event with a `BridgeCommand`.
 *
 * @param globalName the name of the global object
 * @param cancel cancels, and returns whether something was cancelled
 * @returns a function that removes both
 */
export function acceptCommands(globalName: string, cancel: () => boolean): () => void {
  if (typeof document === 'undefined') return () => {};
  const page = globalThis as unknown as Record<string, unknown>;
  const onMessage = (event: MessageEvent) => {
    if (isFromApp(event) && isCancel(event.data)) cancel();
  };
  page[globalName] = { cancel };
  // While capturing, because react-native-webview dispatches the event at the document on Android, and it does not bubble.
  addEventListener('message', onMessage, true);
  return () => {
    delete page[globalName];
    removeEventListener('message', onMessage, true);
  };
}

/**
 * Returns whether an event comes from the app or from a script of this page. Apps dispatch it in the page or post it
 * without a source (`WebView.postWebMessage`), or call the page's own `postMessage`. A message of a frame or of another
 * window always has an origin, also if the frame has been removed.
 */
function isFromApp({ source, origin }: MessageEvent): boolean {
  return source ? source === window && origin === location.origin : !origin;
}

function isCancel(data: unknown): boolean {
  try {
    const command = typeof data === 'string' ? JSON.parse(data) : data;
    return command.target === 'flow-widget-loader' && command.type === 'cancel';
  } catch {
    return false;
  }
}
