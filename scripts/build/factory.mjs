import { readFile, rename, writeFile } from 'node:fs/promises';
import { run } from '../run.mjs';

const DECLARATION = `/** Makes an instance of the loader. */
export function create(module: WebAssembly.Module): (context: object) => (call: object) => void;
`;

/** Gives each import and export a name of a letter or two; returns old and new names. */
async function minifyNames(wasm, env) {
  const passes = [
    ...['--minify-imports-and-exports-and-modules', '--strip-producers', '--strip-target-features'],
    // Once more over what wasm-pack's pass left, with the control flow made anew: 2 % less after compression.
    ...['--flatten', '--rereloop', '-Oz', '-Oz'],
    // The linker puts the stack at the bottom, so no object is below address 1024.
    '--low-memory-unused',
  ];
  // With the features' section go the features: they are what the browsers on our list have had for long.
  const features = [
    ...['--enable-reference-types', '--enable-bulk-memory', '--enable-nontrapping-float-to-int'],
    ...['--enable-sign-ext', '--enable-mutable-globals', '--enable-multivalue'],
  ];
  const map = await run('wasm-opt', [wasm, ...features, ...passes, '-o', `${wasm}.tmp`], { env });
  await rename(`${wasm}.tmp`, wasm);
  return JSON.parse(map);
}

/**
 * Turns the glue of wasm-bindgen, which is one instance for all its life, into a function that makes one: after
 * a trap an instance is good for nothing, and the next call wants another. What fetches and compiles is left out,
 * and the long names between glue and module go.
 *
 * @param {string} folder where `core.js` and `core_bg.wasm` are; gets `factory.js` and its declaration
 */
export async function writeFactory(folder, env) {
  const glue = await readFile(`${folder}/core.js`, 'utf8');
  const end = glue.indexOf('let wasmModule, wasmInstance, wasm;');
  const exported = [...glue.slice(0, end).matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  if (end < 0 || exported.join() !== 'loader' || !glue.includes('wasm.__wbindgen_start();')) {
    throw new Error("wasm-bindgen's glue has another form than scripts/build/factory.mjs knows; adapt it.");
  }
  let body = glue.slice(0, end).replace(/^export function/m, 'function');
  const { imports, exports } = await minifyNames(`${folder}/core_bg.wasm`, env);
  const replace = (from, to) => {
    if (!body.includes(from)) throw new Error(`wasm-bindgen's glue does not have ${from}`);
    body = body.replaceAll(from, to);
  };
  const newName = new Map(exports);
  const module = await moduleName(`${folder}/core_bg.wasm`);
  for (const [, from, to] of imports) replace(`${from}:`, `${JSON.stringify(to)}:`);
  replace('"./core_bg.js":', `${JSON.stringify(module)}:`);
  for (const [from, to] of exports)
    body = body.replace(new RegExp(`\\bwasm\\.${from}\\b`, 'g'), `wasm[${JSON.stringify(to)}]`);
  await writeFile(
    `${folder}/factory.js`,
    `export function create(module) {
let wasm;
${body}
wasm = new WebAssembly.Instance(module, __wbg_get_imports()).exports;
wasm[${JSON.stringify(newName.get('__wbindgen_start'))}]();
return loader;
}
`,
  );
  await writeFile(`${folder}/factory.d.ts`, DECLARATION);
}

/** What the one module is called that all imports are from. */
async function moduleName(wasm) {
  const module = await WebAssembly.compile(await readFile(wasm));
  const names = [...new Set(WebAssembly.Module.imports(module).map(({ module: name }) => name))];
  if (names.length !== 1) throw new Error(`${wasm} imports from ${names.join(', ')}`);
  return names[0];
}
