/**
 * Builds the examples and the test pages with Vite, as an application would: `node tests/build.mjs FOLDER [NAME…]`.
 */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// React's StrictMode mounts twice in development only.
process.env.NODE_ENV = 'development';

/** React 18 is installed under other names, alongside React 19. */
const react18 = [
  { find: /^react(\/.*)?$/, replacement: 'react18$1' },
  { find: /^react-dom(\/.*)?$/, replacement: 'react-dom18$1' },
];
const vuePlugins = [vue()];
const sveltePlugins = [svelte({ configFile: false })];

const APPS = {
  'examples/element': { folder: '../element', page: 'verification.html' },
  'examples/react': { folder: '../react' },
  'examples/vue': { folder: '../vue', plugins: vuePlugins },
  'examples/svelte': { folder: '../svelte', plugins: sveltePlugins },
  element: { folder: 'pages/element' },
  htmx: { folder: 'pages/htmx' },
  turbo: { folder: 'pages/turbo' },
  react18: { folder: 'pages/react', alias: react18 },
  react19: { folder: 'pages/react' },
  vue: { folder: 'pages/vue', plugins: vuePlugins },
  svelte: { folder: 'pages/svelte', plugins: sveltePlugins },
};

const [outDir, ...names] = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(APPS)) {
  const { folder, plugins = [], alias = [], page = 'index.html' } = APPS[name];
  await build({
    root: here(folder),
    base: `/apps/${name}/`,
    configFile: false,
    logLevel: 'warn',
    plugins,
    resolve: { alias },
    oxc: { jsx: { runtime: 'automatic' } },
    build: {
      outDir: `${outDir}/${name}`,
      emptyOutDir: true,
      target: 'es2022',
      minify: false,
      rolldownOptions: { input: here(`${folder}/${page}`) },
    },
  });
}
