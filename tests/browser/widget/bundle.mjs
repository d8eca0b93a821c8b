// Gives tests the widget stand-in's built scripts and its source modules.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildWidget, scriptsOf, WIDGET_FILE } from '../../../sandbox-widget/build.mjs';

/** Builds the scripts and returns their texts. */
export async function widgetTexts() {
  const folder = await mkdtemp(join(tmpdir(), 'flow-widget-'));
  try {
    await buildWidget(folder);
    return scriptsOf(JSON.parse(await readFile(join(folder, WIDGET_FILE), 'utf8')));
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
