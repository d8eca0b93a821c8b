// What the service wrote into the script when it served it.

/** Supplied by the UMD wrapper, see build.mjs. */
declare const served: { readonly origin: string; readonly fault: string };

const written = (text: string): string => (text.startsWith('__FLOW_SANDBOX_') ? '' : text);

/** Origin of the service: the one that served the script, or the page's own when nobody wrote it in. */
export const serviceOrigin = (): string => written(served.origin) || globalThis.location?.origin || '';

/** The fault asked for by `?fault=NAME`, or an empty text. */
export const servedFault = (): string => written(served.fault);
