import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
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

const options = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  outdir: 'dist',
  minify: true,
  legalComments: 'none',
  loader: { '.wasm': 'binary', '.txt': 'text' },
  logLevel: 'warning',
};

/** Bundles the TypeScript facade, with the wasm inlined, into `dist/`, and writes its declarations. */
export async function buildNpm(env) {
  await rm('dist', { recursive: true, force: true });
  await mkdir('dist', { recursive: true });
  await build({ ...options, entryPoints: ['npm/error.ts'] });
  for (const entry of ENTRIES) {
    await build({
      ...options,
      entryPoints: [`npm/${entry}.ts`],
      splitting: true,
      chunkNames: `${entry}-[name]`,
      plugins: [shareErrors],
    });
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
}
