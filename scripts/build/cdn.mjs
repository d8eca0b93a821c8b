import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const FOLDER = 'dist/cdn';
const NAME = 'flow-widget-loader.js';

/**
 * Bundles the default entry point into one file, including its lazy chunks and the WebAssembly, for pages that use
 * `<script type="module">` and no bundler. Writes its hash for Subresource Integrity into `integrity.json`.
 *
 * @param options esbuild's options, including the plugins
 */
export async function buildCdn(options) {
  await build({ ...options, entryPoints: { 'flow-widget-loader': 'js/index.ts' }, outdir: FOLDER });
  const hash = createHash('sha384')
    .update(await readFile(`${FOLDER}/${NAME}`))
    .digest('base64');
  await writeFile(`${FOLDER}/integrity.json`, `${JSON.stringify({ [NAME]: `sha384-${hash}` }, null, 2)}\n`);
}
