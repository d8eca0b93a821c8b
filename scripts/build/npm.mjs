import { chmod, copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { buildCdn } from './cdn.mjs';
import { copyDeclarations } from './declarations.mjs';
import { inlineWasmPlugin } from './inline-wasm.mjs';
import { run } from './run.mjs';

/** One bundle for each entry of the package, and for what some of them share. */
const ENTRIES = ['index', 'slim', 'shared/client-call', 'client', 'server', 'sandbox'];

/** The wrappers for frameworks: each stands on the facade, which a page may use beside it. */
const WRAPPERS = ['element', 'react', 'vue', 'testing'];

/** The entries that edge workers of Cloudflare's have bundles of their own for, with the wasm beside them. */
const WORKERD_ENTRIES = ['client', 'server'];

/** Leaves modules of these names outside, so that entries share what they hold. */
const share = (...names) => ({
  name: 'share',
  setup(build) {
    const filter = new RegExp(`^\\.\\.?/(?:.*/)?(${names.join('|')})\\.js$`);
    build.onResolve({ filter }, ({ path }) => ({ path: `./${path.match(filter)[1]}.js`, external: true }));
  },
});

/** `instanceof` works across the entries; there is one client, whose trap all its users learn of. */
const shared = share('error', 'client', 'client-call');

/** The slim entry is the default one over a core whose wasm the page places itself. */
const slimCore = {
  name: 'slim-core',
  setup(build) {
    build.onResolve({ filter: /^\.\/core\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, 'slim-core.ts'),
    }));
  },
};

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

/** Small enough to be twice: in the facade, and in a chunk that a page may never fetch. */
const copied = {
  name: 'copied',
  setup(build) {
    build.onResolve({ filter: /^\.\.\/locale\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, '../locale.ts'),
      suffix: '?copy',
    }));
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
  await build({ ...options, entryPoints: ['npm/error.ts'], plugins: [] });
  for (const entry of ENTRIES) {
    await build({
      ...options,
      entryPoints: [`npm/${entry}.ts`],
      entryNames: '[name]',
      plugins: entry === 'slim' ? [slimCore, ...options.plugins] : options.plugins,
      splitting: true,
      chunkNames: '[name]',
      metafile: true,
    }).then(refuseSharedChunk);
  }
  for (const entry of WRAPPERS) {
    await build({
      ...options,
      entryPoints: [`npm/${entry}.ts`],
      external: ['react', 'vue'],
      plugins: [share('index', 'error')],
    });
  }
  for (const entry of WORKERD_ENTRIES) {
    await build({
      ...options,
      entryPoints: [`npm/${entry}.ts`],
      entryNames: '[name].workerd',
      plugins: [share('error'), moduleWasm],
    });
  }
  await buildCdn({ ...options, plugins: [inlineWasmPlugin, cssAsText] });
  await build({
    ...options,
    entryPoints: ['npm/sandbox-cli.ts'],
    platform: 'node',
    external: ['./sandbox.js'],
    banner: { js: '#!/usr/bin/env node' },
  });
  await chmod('dist/sandbox-cli.js', 0o755);
  await copyFile('build/loader/core_bg.wasm', 'dist/flow_widget_loader_bg.wasm');
  await copyFile('build/client/core_bg.wasm', 'dist/flow_widget_client_bg.wasm');
  await run('tsc', ['-p', 'tsconfig.json'], { env });
  const { exports } = JSON.parse(await readFile('package.json', 'utf8'));
  await copyDeclarations(exports, 'build/types/npm', 'dist');
}
