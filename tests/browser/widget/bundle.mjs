// Gives tests the widget stand-in's built script and its source modules.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildWidget } from '../../../sandbox-widget/build.mjs';

/** Builds the UMD script and returns its text. */
export async function widgetText() {
  const folder = await mkdtemp(join(tmpdir(), 'flow-widget-'));
  try {
    const file = join(folder, 'widget.txt');
    await buildWidget(file);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Bundles and imports one of the stand-in's TypeScript modules. */
export async function widgetModule(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../../sandbox-widget/src/${name}.ts`, import.meta.url))],
    bundle: true,
    format: 'esm',
    write: false,
    charset: 'utf8',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
