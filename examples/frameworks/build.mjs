/** Builds each app as its users would, with Vite, into the folder given. */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// What React is strict about, it is in development.
process.env.NODE_ENV = 'development';

/** React 18 stands beside its successor under another name. */
const react18 = [
  { find: /^react(\/.*)?$/, replacement: 'react18$1' },
  { find: /^react-dom(\/.*)?$/, replacement: 'react-dom18$1' },
];

const APPS = {
  element: { folder: 'element', pages: ['index.html', 'verification.html'] },
  react18: { folder: 'react', alias: react18 },
  react19: { folder: 'react' },
  vue: { folder: 'vue', plugins: [vue()] },
  svelte: { folder: 'svelte', plugins: [svelte({ configFile: false })] },
};

const [outDir, ...names] = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(APPS)) {
  const { folder, plugins = [], alias = [], pages = ['index.html'] } = APPS[name];
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
      rolldownOptions: { input: pages.map((page) => here(`${folder}/${page}`)) },
    },
  });
}
