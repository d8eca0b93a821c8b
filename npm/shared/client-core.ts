import * as core from '../../build/client/core.js';
import bytes from '../../build/client/core_bg.wasm';

await core.default({ module_or_path: bytes });

export { core };
