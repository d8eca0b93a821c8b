/** The host's server and the script's, in one: everything is compressed beforehand, connections are kept. */
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { ROOT } from '../scripts/setup/places.mjs';
import { VARIANTS } from './variants.mjs';
import { compress } from './widget.mjs';

const SESSION = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

/** The page of a variant; nothing in it is the variant's but the script. */
const page = (host) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Benchmark</title>
<link rel="icon" href="data:,">
<button id="go">Verify</button>
<div id="flow-widget"></div>
<script>
  bench = { src: new URL('/widget.js', location).href, endpoint: '/api/flow' + location.search, id: '${SESSION}', tasks: [] };
  bench.started = new Promise((resolve) => (bench.resolve = resolve));
  bench.observer = new PerformanceObserver((list) => bench.tasks.push(...list.getEntries()));
  bench.observer.observe({ type: 'longtask' });
</script>
<script type="module" src="/${host}/${host}.js"></script>
</html>`;

/** Bundles the code of each page as its owner would: what is imported on demand stays apart. */
async function bundles() {
  const files = new Map();
  for (const host of new Set(VARIANTS.map(({ host }) => host))) {
    const { outputFiles } = await build({
      entryPoints: [`${ROOT}/bench/hosts/${host}.js`],
      outdir: `/${host}`,
      alias: { 'flow-widget-loader': `${ROOT}/dist/index.js` },
      bundle: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      minify: true,
      write: false,
    });
    for (const { path, contents } of outputFiles) files.set(path, script(compress(contents)));
    files.set(`/${host}.html`, { type: 'text/html; charset=utf-8', body: compress(Buffer.from(page(host))) });
  }
  return files;
}

const script = (body) => ({ type: 'text/javascript; charset=utf-8', body });

/** Serves the pages and `widget`, a compressed script, on a free port. */
export async function serveBench(widget) {
  const files = (await bundles()).set('/widget.js', script(widget));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (request.method === 'POST' && pathname === '/api/flow') {
      request.resume();
      setTimeout(
        () => {
          const body = JSON.stringify({ session_id: SESSION, technologies: ['LDHP', 'F2F'], token: 'none' });
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
