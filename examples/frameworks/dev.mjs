/** Serves an app as its developer sees it, with Vite's development server, and prints where. */
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const [cacheDir, folder] = process.argv.slice(2);
const server = await createServer({
  root: fileURLToPath(new URL(folder, import.meta.url)),
  cacheDir,
  // The package changes while its version does not.
  optimizeDeps: { force: true },
  configFile: false,
  logLevel: 'error',
  oxc: { jsx: { runtime: 'automatic' } },
  server: { host: '127.0.0.1', port: 0, strictPort: false },
});
await server.listen();
console.log(server.resolvedUrls.local[0]);
