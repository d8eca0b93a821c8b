import type { InitInput } from './init-input.js';
import { type Core, coreOf } from './instance.js';

export { setErrorClass } from '../shared/error-class.js';

/** Fetches the core, if necessary, and compiles it. */
export async function start(input: InitInput): Promise<Core> {
  const source = await input;
  if (source instanceof WebAssembly.Module) return coreOf(source);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return coreOf(await WebAssembly.compile(source as BufferSource));
  }
  const response = source instanceof Response ? source : await fetch(source);
  const type = response.headers.get('content-type');
  if (!response.ok) throw new Error(`${response.url} returned status ${response.status}.`);
  // Not `compileStreaming`: it requires the type application/wasm, which some servers do not send; in Firefox it
  // never settles if the response is truncated; and a module this small does not gain from it.
  const bytes = await response.arrayBuffer();
  try {
    return coreOf(await WebAssembly.compile(bytes));
  } catch (cause) {
    if (!(cause instanceof WebAssembly.CompileError)) throw cause;
    throw new Error(`Could not compile ${response.url} (content type ${type}) as WebAssembly.`, { cause });
  }
}
