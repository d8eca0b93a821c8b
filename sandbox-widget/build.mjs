// Bundles the widget stand-in into three scripts: the two files that the service's guide names, and the
// script of the hosted page.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

const comment = `/*! flow-widget-loader: SANDBOX STAND-IN for the Flow Widget, for development and tests.
 * It is not the real widget and performs no verification. It contains uqr (MIT licence). */`;

// The sandbox service replaces the two placeholders in `injected` whenever it serves a script.
// They are outside the bundle so that the minifier cannot fold comparisons with them into constants.
const injected = "injected = { origin: '__FLOW_SANDBOX_ORIGIN__', fault: '__FLOW_SANDBOX_FAULT__' };";

// esbuild has no UMD output format: it emits an IIFE, which this code wraps in a UMD factory.
const umd = {
  banner: `${comment}
(function (root, factory) {
  if (typeof define === 'function' && define.amd) define([], factory);
  else if (typeof module === 'object' && module && module.exports) module.exports = factory();
  else {
    var api = factory();
    if (api) root.FlowWidget = api;
  }
})(typeof globalThis === 'object' ? globalThis : self, function () {
'use strict';
var ${injected}`,
  footer: 'return entry.FlowWidget;\n});',
};

/** The scripts: file name, entry module, format, and the code around the bundle. */
const SCRIPTS = [
  { file: 'flow-widget.umd.txt', entry: 'index.ts', format: 'iife', globalName: 'entry', ...umd },
  {
    file: 'flow-widget.module.txt',
    entry: 'module.ts',
    format: 'esm',
    banner: `${comment}\nconst ${injected}`,
  },
  {
    file: 'flow-page.txt',
    entry: 'page.ts',
    format: 'iife',
    banner: `${comment}\n(function () {\n'use strict';\nvar ${injected}`,
    footer: '})();',
  },
];

/** File names of the scripts that {@link buildWidget} writes. */
export const WIDGET_FILES = SCRIPTS.map(({ file }) => file);

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
 * Writes the widget stand-in as a UMD script, as an ES module, and as the script of the hosted page.
 *
 * @param {string} folder output folder, absolute or relative to the working directory
 * @returns {Promise<void>}
 */
export async function buildWidget(folder) {
  await mkdir(folder, { recursive: true });
  const bundle = ({ file, entry, format, globalName, banner, footer = '' }) =>
    build({
      entryPoints: [`${here}/src/${entry}`],
      tsconfig: `${here}/tsconfig.json`,
      outfile: join(folder, file),
      bundle: true,
      minify: true,
      format,
      ...(globalName ? { globalName } : {}),
      target: 'es2022',
      // Keeps Cyrillic letters unescaped: `\u0436` takes three times as many bytes.
      charset: 'utf8',
      legalComments: 'none',
      banner: { js: banner },
      footer: { js: footer },
      plugins: [cssAsText],
      logLevel: 'warning',
    });
  await Promise.all(SCRIPTS.map(bundle));
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildWidget(argv[2] ?? 'build');
