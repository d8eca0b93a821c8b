/** Serves the benchmark's pages, their backend and the widget's script. Files are compressed once, at the start. */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { VARIANTS } from './variants.mjs';
import { compress } from './widget.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const SESSION_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

/** The HTML of a variant's page. Pages differ only in their script. */
const html = (page) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Benchmark</title>
<link rel="icon" href="data:,">
<button id="go">Verify</button>
<div id="flow-widget"></div>
<script>
  bench = { src: new URL('/widget.js', location).href, endpoint: '/api/flow' + location.search, id: '${SESSION_ID}', tasks: [] };
  bench.started = new Promise((resolve) => (bench.resolve = resolve));
  bench.observer = new PerformanceObserver((list) => bench.tasks.push(...list.getEntries()));
  bench.observer.observe({ type: 'longtask' });
</script>
<script type="module" src="/${page}/${page}.js"></script>
</html>`;

/** Bundles the script of each page as an application would: with code splitting and minification. */
async function bundlePages() {
  const files = new Map();
  for (const page of new Set(VARIANTS.map(({ page }) => page))) {
    const { outputFiles } = await build({
      entryPoints: [path(`pages/${page}.js`)],
      outdir: `/${page}`,
      alias: { 'flow-widget-loader': path('../dist/index.js') },
      bundle: true,
      splitting: true,
      format: 'esm',
      minify: true,
      write: false,
    });
    for (const file of outputFiles) files.set(file.path, script(compress(file.contents)));
    files.set(`/${page}.html`, { type: 'text/html; charset=utf-8', body: compress(Buffer.from(html(page))) });
  }
  return files;
}

const script = (body) => ({ type: 'text/javascript; charset=utf-8', body });

/**
 * Starts the server on a free port of the loopback interface.
 *
 * @param {Buffer} widget the widget's script, compressed with brotli
 * @returns its URL, and `close`, which also closes open connections
 */
export async function serveBench(widget) {
  const files = (await bundlePages()).set('/widget.js', script(widget));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (request.method === 'POST' && pathname === '/api/flow') {
      request.resume();
      setTimeout(
        () => {
          const body = JSON.stringify({
            session_id: SESSION_ID,
            technologies: ['LDHP', 'F2F'],
            token: 'none',
          });
          response
            .writeHead(201, { 'content-type': 'application/json', 'cache-control': 'no-store' })
            .end(body);
        },
        Number(searchParams.get('wait')),
      );
      return;
    }
    const file = files.get(pathname);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const headers = {
      'content-type': file.type,
      'content-encoding': 'br',
      'content-length': file.body.length,
      'cache-control': 'public, max-age=3600',
      'access-control-allow-origin': '*',
    };
    response.writeHead(200, headers).end(file.body);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
