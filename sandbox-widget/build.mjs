// Bundles the widget stand-in once, for three scripts: the two files that the service's guide names, and the script of the
// hosted page.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
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

/** The code before and after the bundle, which declares `entry`, in each script. */
const WRAPPERS = {
  umd: [
    `${comment}
(function (root, factory) {
  if (typeof define === 'function' && define.amd) define([], factory);
  else if (typeof module === 'object' && module && module.exports) module.exports = factory();
  else {
    var api = factory();
    if (api) root.FlowWidget = api;
  }
})(typeof globalThis === 'object' ? globalThis : self, function () {
'use strict';
var ${injected}
`,
    'return entry.startSession && { startSession: entry.startSession };\n});\n',
  ],
  module: [`${comment}\nconst ${injected}\n`, 'const { startSession } = entry;\nexport { startSession };\n'],
  page: [
    `${comment}\n(function () {\n'use strict';\nvar ${injected}\n`,
    'void entry.runPage(document.currentScript?.dataset ?? {});\n})();\n',
  ],
};

/** Name of the file that {@link buildWidget} writes: the bundle and its wrappers, as JSON. */
export const WIDGET_FILE = 'flow-widget.json';

/** Returns the three scripts. `js/sandbox/scripts.ts` has the same function for the package. */
export const scriptsOf = ({ bundle, wrappers }) =>
  Object.fromEntries(
    Object.entries(wrappers).map(([name, [before, after]]) => [name, before + bundle + after]),
  );

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
 * Bundles the widget stand-in.
 *
 * @param {string} folder output folder, absolute or relative to the working directory
 * @returns {Promise<void>}
 */
export async function buildWidget(folder) {
  const { outputFiles } = await build({
    entryPoints: [`${here}/src/index.ts`],
    tsconfig: `${here}/tsconfig.json`,
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'entry',
    target: 'es2022',
    // Keeps Cyrillic letters unescaped: `\u0436` takes three times as many bytes.
    charset: 'utf8',
    legalComments: 'none',
    plugins: [cssAsText],
    write: false,
    logLevel: 'warning',
  });
  await mkdir(folder, { recursive: true });
  const file = { bundle: outputFiles[0].text, wrappers: WRAPPERS };
  await writeFile(join(folder, WIDGET_FILE), JSON.stringify(file));
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildWidget(argv[2] ?? 'build');
