// Values that the sandbox service injects into the script when it serves it.

/** Declared by the code around the bundle, see build.mjs. */
declare const injected: { readonly origin: string; readonly fault: string };

/** Returns an injected value, or an empty string if the server did not replace the placeholder. */
const injectedText = (text: string): string => (text.startsWith('__FLOW_SANDBOX_') ? '' : text);

/** Returns the origin of the sandbox service; the page's own if none was injected. */
export const serviceOrigin = (): string => injectedText(injected.origin) || globalThis.location?.origin || '';

/** Returns the fault name from the `?fault=NAME` query of the script's URL, or an empty string. */
export const requestedFault = (): string => injectedText(injected.fault);
