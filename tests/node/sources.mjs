import { build } from 'esbuild';

/**
 * Bundles TypeScript sources that no entry point exports, and imports the bundle.
 *
 * @param {string} contents a module that exports what the tests need, with paths from the root of the repository
 * @param {import('esbuild').Plugin[]} [plugins] replace modules
 */
export async function importSources(contents, plugins = []) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    write: false,
    plugins,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** Stands for `FlowWidgetError`, which the entry points pass to their chunks. */
export class TestError extends Error {
  constructor(code, message, options) {
    super(message, options);
    Object.assign(this, { retryable: false }, options, { code });
  }
}

/** Imports sources of a chunk, with `TestError` as its error class. */
export async function importChunk(contents) {
  const { setErrorClass, ...chunk } = await importSources(
    `${contents}; export { setErrorClass } from './js/shared/error-class.ts';`,
  );
  setErrorClass(TestError);
  return chunk;
}
