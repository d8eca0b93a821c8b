/** Serves a test page with Vite's development server, and prints its URL: `node tests/dev.mjs CACHE FOLDER`. */
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const [cacheDir, folder] = process.argv.slice(2);
const server = await createServer({
  root: fileURLToPath(new URL(folder, import.meta.url)),
  cacheDir,
  // The package's files change without a new version, so Vite's cache of dependencies would be stale.
  optimizeDeps: { force: true },
  configFile: false,
  logLevel: 'error',
  oxc: { jsx: { runtime: 'automatic' } },
  server: { host: '127.0.0.1', port: 0, strictPort: false },
});
await server.listen();
console.log(server.resolvedUrls.local[0]);
