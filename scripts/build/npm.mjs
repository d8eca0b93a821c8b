import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { run } from '../run.mjs';
import { buildCdn } from './cdn.mjs';
import { copyDeclarations } from './declarations.mjs';
import { inlineWasmPlugin } from './inline-wasm.mjs';

/** Entry points of the package: `js/NAME.ts` becomes `dist/NAME.js`. */
const ENTRIES = [
  'index',
  'slim',
  'client',
  'server',
  'sandbox',
  'element',
  'react',
  'vue',
  'messages',
  'webview',
  'testing',
];

/** Modules that several files of `dist/` import instead of bundling, to share their classes or state. */
const SHARED = {
  error: 'js/shared/error.ts',
  index: 'js/index.ts',
  client: 'js/service/client.ts',
  'client-call': 'js/service/client-call.ts',
  sandbox: 'js/sandbox/sandbox.ts',
};

/** Modules that are imported on first use, as separate chunks. */
const LAZY = Object.fromEntries(
  [
    'js/wasm/core-inline.ts',
    'js/wasm/core-compile.ts',
    'js/environment/environment.ts',
    'js/dialog/dialog.ts',
    'js/hosted/hosted.ts',
    'js/session/verdict.ts',
    'js/service/client-core.ts',
  ].map((source) => [basename(source, '.ts'), source]),
);

/** The command `flow-widget-loader` (`cli`) and its commands, each of which is loaded on first use. */
const COMMANDS = {
  cli: 'js/cli/main.ts',
  'cli-conformance': 'js/cli/conformance.ts',
  'cli-doctor': 'js/cli/doctor.ts',
  'cli-sandbox': 'js/cli/sandbox.ts',
};

/** Entry points with a second bundle for workerd, which does not compile WebAssembly at run time. */
const WORKERD_ENTRIES = ['client', 'server'];

/** Keeps imports of these modules, given by their file in `dist/`, instead of bundling them. */
const keepImports = (modules) => ({
  name: 'keep-imports',
  setup(build) {
    const files = new Map(Object.entries(modules).map(([file, source]) => [resolve(source), file]));
    build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
      const file = files.get(join(resolveDir, path.replace(/\.js$/, '.ts')));
      return file && kind !== 'entry-point' ? { path: `./${file}.js`, external: true } : undefined;
    });
  },
});

/** Keeps the import of the client's WebAssembly, which workerd loads as a module. */
const keepWasm = {
  name: 'keep-wasm',
  setup(build) {
    build.onResolve({ filter: /\/client\/core_bg\.wasm$/ }, () => ({
      path: './flow_widget_client_bg.wasm',
      external: true,
    }));
  },
};

/** Imports a style sheet as minified text, for `CSSStyleSheet.replaceSync`. */
const cssAsText = {
  name: 'css-as-text',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

const options = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  outdir: 'dist',
  minify: true,
  legalComments: 'none',
  external: ['react', 'vue'],
  logLevel: 'warning',
};

/**
 * Adds the comments that keep a consumer's bundler from resolving an `import()` whose URL is known only at run time.
 * esbuild removes them when it minifies.
 */
async function markDynamicImports(name) {
  const path = `dist/${name}.js`;
  const code = await readFile(path, 'utf8');
  const marked = code.replace(
    /(?<![.\w$])import\((?!["'`])/g,
    'import(/*webpackIgnore:true*//*@vite-ignore*/',
  );
  if (marked !== code) await writeFile(path, marked);
}

/** Bundles one file of `dist/`. `kept` are the modules that it imports instead of containing them. */
async function bundle(name, source, kept, more = {}) {
  const { plugins = [inlineWasmPlugin, cssAsText], ...rest } = more;
  await build({
    ...options,
    ...rest,
    entryPoints: { [name]: source },
    plugins: [keepImports(kept), ...plugins],
  });
  await markDynamicImports(name);
}

/** The files of `dist/` and their sources. */
const FILES = {
  ...SHARED,
  ...LAZY,
  ...Object.fromEntries(ENTRIES.map((name) => [name, `js/${name}.ts`])),
};

/** Bundles one of `FILES`. */
export async function bundleFile(name) {
  const { [name]: _, ...kept } = { ...SHARED, ...LAZY };
  // `/slim` is the default entry point with the core that `#core` in package.json names for it.
  if (name === 'slim') delete kept.index;
  await bundle(name, FILES[name], kept, { conditions: name === 'slim' ? ['slim'] : [] });
}

/** Bundles the TypeScript facade into `dist/` and writes its declarations. */
export async function buildNpm(env) {
  await rm('dist', { recursive: true, force: true });
  await mkdir('dist', { recursive: true });
  for (const name of Object.keys(FILES)) await bundleFile(name);
  for (const name of WORKERD_ENTRIES) {
    const { error } = SHARED;
    await bundle(`${name}.workerd`, `js/${name}.ts`, { error }, { plugins: [keepWasm] });
  }
  const { sandbox } = SHARED;
  for (const [name, source] of Object.entries(COMMANDS)) {
    const banner = name === 'cli' ? { js: '#!/usr/bin/env node' } : {};
    await bundle(name, source, { sandbox, ...COMMANDS }, { platform: 'node', banner });
  }
  await chmod('dist/cli.js', 0o755);
  await buildCdn({ ...options, plugins: [inlineWasmPlugin, cssAsText] });
  await copyFile('build/loader/core_bg.wasm', 'dist/flow_widget_loader_bg.wasm');
  await copyFile('build/client/core_bg.wasm', 'dist/flow_widget_client_bg.wasm');
  await run('tsc', ['-p', 'tsconfig.json'], { env });
  const { exports } = JSON.parse(await readFile('package.json', 'utf8'));
  await copyDeclarations(exports, 'build/types/js', 'dist');
}
