import * as core from '../../build/sandbox/core.js';
import bytes from '../../build/sandbox/core_bg.wasm';

await core.default({ module_or_path: bytes });

export const { Service } = core;
