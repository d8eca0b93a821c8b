/**
 * `npm run build`: builds `dist/` from the three WebAssembly modules, the stand-in for the widget, and the TypeScript
 * facade. Parts whose sources have not changed are skipped.
 */
import { pathToFileURL } from 'node:url';
import { hashOf, once } from './build/stamp.mjs';

export async function build({ env, log = console.log }) {
  const step = async (name, work) => {
    const began = performance.now();
    if (await work()) log(`  ${name}: built in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
  const { buildWasm } = await import('./build/wasm.mjs');
  log('Building what has changed');
  for (const name of ['loader', 'client', 'sandbox']) {
    await step(`wasm/${name}`, () => buildWasm(name, env));
  }
  const { buildWidget, WIDGET_FILE } = await import('../sandbox-widget/build.mjs');
  const widget = `build/${WIDGET_FILE}`;
  // The lock file stands for the QR code library in the bundle.
  await step("the widget's stand-in", () =>
    once('build/widget.stamp', hashOf(['sandbox-widget', 'package-lock.json']), widget, () =>
      buildWidget('build'),
    ),
  );
  await step('dist/', () => {
    const modules = ['loader', 'client', 'sandbox'].map((name) => `build/${name}`);
    const inputs = ['js', 'package.json', 'tsconfig.json', 'scripts/build', widget, ...modules];
    return once('build/dist.stamp', hashOf(inputs), 'dist/index.d.ts', async () => {
      const { buildNpm } = await import('./build/npm.mjs');
      await buildNpm(env);
      const { sizeTable } = await import('./build/sizes.mjs');
      log(sizeTable());
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { setup } = await import('./setup.mjs');
  const { env } = await setup({ tests: false });
  await build({ env });
}
