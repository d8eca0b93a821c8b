import { copyFile } from 'node:fs/promises';
import { build } from 'esbuild';

await build({
  entryPoints: ['src/main.js', 'src/slim.js'],
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  outdir: 'dist',
});

// Only /slim needs this: it fetches the .wasm file with `new URL(…, import.meta.url)`, which esbuild does not process, so
// the file must be copied to the bundle's folder.
const wasm = 'flow_widget_loader_bg.wasm';
await copyFile(`node_modules/flow-widget-loader/dist/${wasm}`, `dist/${wasm}`);
