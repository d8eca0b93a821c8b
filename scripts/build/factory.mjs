import { readFile, rename, writeFile } from 'node:fs/promises';
import { run } from '../run.mjs';

const DECLARATION = `/** Makes an instance of the loader. */
export function create(module: WebAssembly.Module): (context: object) => (call: object) => void;
`;

/** Optimizes a module and shortens the names of its imports and exports; returns the old and new names. */
async function minifyNames(wasm, env) {
  const passes = [
    ...['--minify-imports-and-exports-and-modules', '--strip-producers', '--strip-target-features'],
    // Optimizing again, over specialized functions and rebuilt control flow, makes the module 3 % smaller after
    // compression.
    ...['--monomorphize', '--flatten', '--rereloop', '-Oz', '--flatten', '--rereloop', '-Oz', '-Oz'],
    // The linker puts the stack at the bottom, so no object is below address 1024.
    '--low-memory-unused',
    // Alignment hints have no effect in current engines, and equal bytes compress better.
    '--dealign',
  ];
  // The module does not list the features that it uses, so wasm-opt needs them as options.
  const features = [
    ...['--enable-reference-types', '--enable-bulk-memory', '--enable-nontrapping-float-to-int'],
    ...['--enable-sign-ext', '--enable-mutable-globals', '--enable-multivalue'],
  ];
  const map = await run('wasm-opt', [wasm, ...features, ...passes, '-o', `${wasm}.tmp`], { env });
  await rename(`${wasm}.tmp`, wasm);
  return JSON.parse(map);
}

/**
 * Turns wasm-bindgen's glue, which holds one instance, into a function that makes an instance: after a trap the next
 * call needs a fresh one. Omits the code that fetches and compiles, and shortens the names between glue and module,
 * which saves 3.1 KB of 20.6 KB after compression.
 *
 * wasm-bindgen's own `schedule_reinit` would replace only the wrapping function, not what `js/wasm/instance.ts` does: with
 * `panic=abort` the module does not notice its traps. It adds 250 bytes of checks to the glue, and its `initSync` stays
 * bound to the first module that instantiates, even if that is not the loader's.
 *
 * @param {string} folder contains `core.js` and `core_bg.wasm`; receives `factory.js` and its declaration
 */
export async function writeFactory(folder, env) {
  const glue = await readFile(`${folder}/core.js`, 'utf8');
  const end = glue.indexOf('let wasmModule, wasmInstance, wasm;');
  const exported = [...glue.slice(0, end).matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  if (end < 0 || exported.join() !== 'loader' || !glue.includes('wasm.__wbindgen_start();')) {
    throw new Error(
      'The glue of this version of wasm-bindgen differs from what scripts/build/factory.mjs expects; adapt it.',
    );
  }
  let body = glue.slice(0, end).replace(/^export function/m, 'function');
  const { imports, exports } = await minifyNames(`${folder}/core_bg.wasm`, env);
  const replace = (from, to) => {
    const replaced = body.replaceAll(from, to);
    if (replaced === body)
      throw new Error(`wasm-bindgen's glue does not contain ${from}; adapt scripts/build/factory.mjs.`);
    body = replaced;
  };
  const newName = new Map(exports);
  const module = await moduleName(`${folder}/core_bg.wasm`);
  for (const [, from, to] of imports) replace(`${from}:`, `${JSON.stringify(to)}:`);
  replace('"./core_bg.js":', `${JSON.stringify(module)}:`);
  for (const [from, to] of exports)
    body = body.replace(new RegExp(`\\bwasm\\.${from}\\b`, 'g'), `wasm[${JSON.stringify(to)}]`);
  shorten(replace);
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

/** Shortens the functions of the glue that the module imports. They do not use `this`, so they can be arrow functions. */
function shorten(replace) {
  replace(
    `function handleError(f, args) {
    try {
        return f.apply(this, args);`,
    `const catching = (f) => (...args) => {
    try {
        return f(...args);`,
  );
  replace(/function\(\) \{ return handleError\(function (\(.*\)) \{/g, 'catching($1 => {');
  replace('}, arguments); }', '})');
  replace(/(?<=": )function(\(.*\)) \{/g, '$1 => {');
  // A workaround for Safari, which decodes at most 2 GB with one decoder: the module's texts are short.
  replace(/cachedTextDecoder.decode\(\);\nconst MAX_SAFARI[\s\S]*?(?=function)/g, '');
  replace(/(?<=function decodeText\(bytes\) \{\n)[\s\S]*?(?= {4}return)/g, '');
  replace('_wbg_cb_unref', 'drop');
  replace('ret === undefined ? 0 : ret === null ? 1025 : addToExternrefTable0(ret)', 'nullable(ret)');
  replace(
    'function isLikeNone',
    `const nullable = (value) => value === undefined ? 0 : value === null ? 1025 : addToExternrefTable0(value);

function isLikeNone`,
  );
  // Browsers that have the module's reference types have it.
  replace(/\(typeof FinalizationRegistry[\s\S]*?: (?=new)/g, '');
}

/** Returns the name of the module from which all imports come. */
async function moduleName(wasm) {
  const module = await WebAssembly.compile(await readFile(wasm));
  const names = [...new Set(WebAssembly.Module.imports(module).map(({ module: name }) => name))];
  if (names.length !== 1)
    throw new Error(`${wasm} must import from one module; it imports from ${names.join(', ')}.`);
  return names[0];
}
