import { type Core, coreOf } from './instance.js';
import type { InitInput } from './slim-core.js';

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
  const wasm = type?.startsWith('application/wasm') && 'compileStreaming' in WebAssembly;
  const bytes = wasm ? undefined : await answer.arrayBuffer();
  try {
    return coreOf(await (bytes ? WebAssembly.compile(bytes) : WebAssembly.compileStreaming(answer)));
  } catch (cause) {
    if (!(cause instanceof WebAssembly.CompileError) || !bytes) throw cause;
    throw new Error(`${answer.url}, of type ${type}, is no WebAssembly that this page may run.`, { cause });
  }
}
