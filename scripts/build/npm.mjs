import { chmod, copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { run } from '../run.mjs';
import { buildCdn } from './cdn.mjs';
import { copyDeclarations } from './declarations.mjs';
import { inlineWasmPlugin } from './inline-wasm.mjs';

/** Entry points with a bundle of their own in `dist/`. */
const ENTRIES = ['index', 'slim', 'service/client-call', 'client', 'server', 'sandbox'];

/** Framework wrappers. They import the default entry, which the page may use beside them. */
const WRAPPERS = ['element', 'react', 'vue', 'testing'];

/** Entry points with a second bundle for workerd, which loads the wasm as a module. */
const WORKERD_ENTRIES = ['client', 'server'];

/** Modules that stay outside a bundle because several bundles share one instance, by their file in `dist/`. */
const SHARED = {
  error: 'js/shared/error.ts',
  index: 'js/index.ts',
  client: 'js/service/client.ts',
  sandbox: 'js/sandbox/sandbox.ts',
  'client-call': 'js/service/client-call.ts',
};

/** Keeps the named modules outside, so that bundles share their classes and their state. */
const share = (...names) => ({
  name: 'share',
  setup(build) {
    const files = new Map(names.map((name) => [resolve(SHARED[name]), name]));
    build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, importer, kind }) => {
      const name = files.get(join(resolveDir, path.replace(/\.js$/, '.ts')));
      // The bundle of the same name holds the module.
      if (!name || kind === 'entry-point' || importer === resolve(`js/${name}.ts`)) return undefined;
      return { path: `./${name}.js`, external: true };
    });
  },
});

/** `instanceof` works across the entry points, and all users of the client learn of its trap. */
const shared = share('error', 'client', 'client-call');

/** Style sheets travel as minified text, for `CSSStyleSheet.replaceSync`. */
const cssAsText = {
  name: 'css-as-text',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** The dialog's chunk gets its own copy of this small module: a shared chunk would cost every page a request. */
const copied = {
  name: 'copied',
  setup(build) {
    build.onResolve({ filter: /\/shared\/locale\.js$/ }, ({ importer }) =>
      dirname(importer) === resolve('js/dialog')
        ? { path: resolve('js/shared/locale.ts'), suffix: '?copy' }
        : undefined,
    );
  },
};

/** The wasm as a module of its own: workerd compiles none at run time. */
const moduleWasm = {
  name: 'module-wasm',
  setup(build) {
    build.onResolve({ filter: /\/client\/core_bg\.wasm$/ }, () => ({
      path: './flow_widget_client_bg.wasm',
      external: true,
    }));
  },
};

const options = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  // A module is UTF-8, however it is served.
  charset: 'utf8',
  outdir: 'dist',
  minify: true,
  legalComments: 'none',
  loader: { '.txt': 'text' },
  plugins: [shared, inlineWasmPlugin, cssAsText, copied],
  logLevel: 'warning',
};

/**
 * A chunk that esbuild makes of its own accord, for a helper, would be one request more for every page, and
 * each entry's would overwrite the other's.
 */
function refuseSharedChunk({ metafile }) {
  const name = Object.keys(metafile.outputs).find((path) => path.endsWith('/chunk.js'));
  if (name) throw new Error(`The bundle has a shared chunk, ${name}: import names instead of a namespace.`);
}

/** Bundles the TypeScript facade, with the wasm inlined, into `dist/`, and writes its declarations. */
export async function buildNpm(env) {
  await rm('dist', { recursive: true, force: true });
  await mkdir('dist', { recursive: true });
  await build({ ...options, entryPoints: [SHARED.error], plugins: [] });
  for (const entry of ENTRIES) {
    await build({
      ...options,
      entryPoints: [`js/${entry}.ts`],
      entryNames: '[name]',
      // Selects the core that `#core` of package.json names for this entry point.
      conditions: entry === 'slim' ? ['slim'] : [],
      splitting: true,
      chunkNames: '[name]',
      metafile: true,
    }).then(refuseSharedChunk);
  }
  for (const entry of WRAPPERS) {
    await build({
      ...options,
      entryPoints: [`js/${entry}.ts`],
      external: ['react', 'vue'],
      plugins: [share('index', 'error')],
    });
  }
  for (const entry of WORKERD_ENTRIES) {
    await build({
      ...options,
      entryPoints: [`js/${entry}.ts`],
      entryNames: '[name].workerd',
      plugins: [share('error'), moduleWasm],
    });
  }
  await buildCdn({ ...options, plugins: [inlineWasmPlugin, cssAsText] });
  await build({
    ...options,
    entryPoints: ['js/cli/sandbox-cli.ts'],
    platform: 'node',
    plugins: [share('sandbox')],
    banner: { js: '#!/usr/bin/env node' },
  });
  await chmod('dist/sandbox-cli.js', 0o755);
  await copyFile('build/loader/core_bg.wasm', 'dist/flow_widget_loader_bg.wasm');
  await copyFile('build/client/core_bg.wasm', 'dist/flow_widget_client_bg.wasm');
  await run('tsc', ['-p', 'tsconfig.json'], { env });
  const { exports } = JSON.parse(await readFile('package.json', 'utf8'));
  await copyDeclarations(exports, 'build/types/js', 'dist');
}
