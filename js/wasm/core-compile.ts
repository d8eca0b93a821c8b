import { type Core, coreOf } from './instance.js';

/** Where the wasm comes from: an address, a request, an answer, the bytes, or a compiled module. */
export type InitInput = WasmSource | PromiseLike<WasmSource>;
type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** Fetches, if need be, and compiles the core. */
export async function start(input: InitInput): Promise<Core> {
  const source = await input;
  if (source instanceof WebAssembly.Module) return coreOf(source);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return coreOf(await WebAssembly.compile(source as BufferSource));
  }
  const answer = source instanceof Response ? source : await fetch(source);
  const type = answer.headers.get('content-type');
  if (!answer.ok) throw new Error(`${answer.url} answered with status ${answer.status}.`);
  // A server that knows no wasm sends another type, which is fine; but it may as well have sent a page.
  // Not as a stream: Firefox never ends with one that was cut short, and a module of this size gains nothing.
  const bytes = await answer.arrayBuffer();
  try {
    return coreOf(await WebAssembly.compile(bytes));
  } catch (cause) {
    if (!(cause instanceof WebAssembly.CompileError)) throw cause;
    throw new Error(`${answer.url}, of type ${type}, is no WebAssembly that this page may run.`, { cause });
  }
}
