import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const FOLDER = 'dist/cdn';
const NAME = 'flow-widget-loader.js';

/**
 * The default entry as one file, its lazy parts and the wasm included: for a `<script type="module">` without a
 * bundler. Beside it goes its hash, for pages that want to be sure of what they get.
 *
 * @param options those of the other bundles, with their plugins
 */
export async function buildCdn(options) {
  await build({ ...options, entryPoints: { 'flow-widget-loader': 'js/index.ts' }, outdir: FOLDER });
  const hash = createHash('sha384')
    .update(await readFile(`${FOLDER}/${NAME}`))
    .digest('base64');
  await writeFile(`${FOLDER}/integrity.json`, `${JSON.stringify({ [NAME]: `sha384-${hash}` }, null, 2)}\n`);
}
