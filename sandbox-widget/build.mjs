// Bundles the widget's stand-in into one UMD script. esbuild has no UMD format of its own: it makes
// an immediately invoked function, and the banner and footer here turn that into a UMD factory.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

// The two texts in `served` are replaced by the service each time it serves the script. They stand
// outside the bundle, so that no minifier can fold a comparison with them into a constant.
const banner = `/*! flow-widget-loader: SANDBOX STAND-IN for the Flow Widget, for development and tests.
 * It is not the real widget and verifies nobody. */
(function (root, factory) {
  if (typeof define === 'function' && define.amd) define([], factory);
  else if (typeof module === 'object' && module && module.exports) module.exports = factory();
  else {
    var api = factory();
    if (api) root.FlowWidget = api;
  }
})(typeof globalThis === 'object' ? globalThis : self, function () {
'use strict';
var served = { origin: '__FLOW_SANDBOX_ORIGIN__', fault: '__FLOW_SANDBOX_FAULT__' };`;
const footer = 'return entry.FlowWidget;\n});';

/** Styles travel as a minified string; they are adopted by a shadow root, never put into the page. */
const cssAsText = {
  name: 'css-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/**
 * Writes the widget's stand-in as UMD text.
 *
 * @param {string} outfile where to, relative to the working directory or absolute
 * @returns {Promise<void>}
 */
export async function buildWidget(outfile) {
  await mkdir(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [`${here}/src/index.ts`],
    tsconfig: `${here}/tsconfig.json`,
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'entry',
    target: 'es2022',
    // Cyrillic as itself: escapes would treble the size.
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: banner },
    footer: { js: footer },
    plugins: [cssAsText],
    logLevel: 'warning',
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildWidget(argv[2] ?? 'build/flow-widget.umd.txt');
