/**
 * Resolves once the user has opened the page, which may never happen if the browser prerenders it: no session is spent
 * before. Does not settle if `signal` is aborted meanwhile.
 */
export async function untilOpened(signal: AbortSignal): Promise<void> {
  const page = globalThis.document as (Document & { prerendering?: boolean }) | undefined;
  if (page?.prerendering === true)
    await new Promise((resolve) => page.addEventListener('prerenderingchange', resolve, { signal }));
}
