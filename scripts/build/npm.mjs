import { chmod, copyFile, cp, mkdir, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { run } from './run.mjs';

/** One bundle for each entry of the package; `error.js` is shared, so that `instanceof` works across them. */
const ENTRIES = ['index', 'client', 'sandbox'];

const shareErrors = {
  name: 'share-errors',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/error\.js$/ }, () => ({ path: './error.js', external: true }));
  },
};

/**
 * Wasm inside a module, one character a byte: after compression that is 7 % more than the file alone, where
 * base64, which tears the bytes' patterns apart, is 33 % more.
 */
const inlineWasm = {
  name: 'inline-wasm',
  setup(build) {
    build.onLoad({ filter: /\.wasm$/ }, async ({ path }) => {
      const text = JSON.stringify((await readFile(path)).toString('latin1'));
      return { contents: `export default Uint8Array.from(${text}, (char) => char.charCodeAt(0));` };
    });
  },
};

const options = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  outdir: 'dist',
  minify: true,
  legalComments: 'none',
  loader: { '.txt': 'text' },
  plugins: [shareErrors, inlineWasm],
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
      splitting: true,
      chunkNames: '[name]',
      metafile: true,
    }).then(refuseSharedChunk);
  }
  await build({
    ...options,
    entryPoints: ['npm/sandbox-cli.ts'],
    platform: 'node',
    external: ['./sandbox.js'],
    banner: { js: '#!/usr/bin/env node' },
  });
  await chmod('dist/sandbox-cli.js', 0o755);
  await copyFile('build/loader/core_bg.wasm', 'dist/flow_widget_loader_bg.wasm');
  await run('tsc', ['-p', 'tsconfig.json'], { env });
  // What the entries do not mention in their types stays at home.
  await cp('build/types/npm', 'dist', {
    recursive: true,
    filter: (path) => !/(core|sandbox-cli|client-call)[^/]*\.d\.ts$/.test(path),
  });
}
