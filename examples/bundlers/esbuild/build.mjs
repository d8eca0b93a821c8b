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

// For /slim only: esbuild leaves the package's `new URL` unchanged, so the WebAssembly must be in the bundle's folder.
const wasm = 'flow_widget_loader_bg.wasm';
await copyFile(`node_modules/flow-widget-loader/dist/${wasm}`, `dist/${wasm}`);
