// Bundles the widget stand-in into one UMD script. esbuild has no UMD output format: it emits an
// IIFE, which the banner and footer here wrap in a UMD factory.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

// The sandbox service replaces the two placeholders in `injected` whenever it serves the script.
// They are outside the bundle so that the minifier cannot fold comparisons with them into constants.
const banner = `/*! flow-widget-loader: SANDBOX STAND-IN for the Flow Widget, for development and tests.
 * It is not the real widget and performs no verification. */
(function (root, factory) {
  if (typeof define === 'function' && define.amd) define([], factory);
  else if (typeof module === 'object' && module && module.exports) module.exports = factory();
  else {
    var api = factory();
    if (api) root.FlowWidget = api;
  }
})(typeof globalThis === 'object' ? globalThis : self, function () {
'use strict';
var injected = { origin: '__FLOW_SANDBOX_ORIGIN__', fault: '__FLOW_SANDBOX_FAULT__' };`;
const footer = 'return entry.FlowWidget;\n});';

/** An esbuild plugin that imports style sheets as minified strings, for use in a constructed style sheet. */
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
 * Writes the widget stand-in as a UMD script.
 *
 * @param {string} outfile path of the output file, absolute or relative to the working directory
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
    // Keeps Cyrillic letters unescaped: `\u0436` takes three times as many bytes.
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: banner },
    footer: { js: footer },
    plugins: [cssAsText],
    logLevel: 'warning',
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildWidget(argv[2] ?? 'build/flow-widget.umd.txt');
