/** The source of the WebAssembly: a URL, request, response, the bytes or a compiled module; or a Promise for one. */
export type InitInput = WasmSource | PromiseLike<WasmSource>;
type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;
