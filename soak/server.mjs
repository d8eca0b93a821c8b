import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRequestListener } from '@remix-run/node-fetch-server';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** What hangs does so until the page lets it go: no limit of time is long enough on a machine that is busy. */
let held = [];
const hang = () => new Promise((resolve) => held.push(resolve));
function release() {
  for (const resolve of held) resolve();
  held = [];
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>soak</title><link rel="icon" href="data:,">
<main><div id="place"></div></main><script type="module" src="/soak/main.js"></script>`;

/** The widget as a script has it: what it does, the page says. */
const WIDGET = `if (!globalThis.soakLacksWidget)
  globalThis.FlowWidget = { startSession: (config) => globalThis.soakWidget(config) };`;

/** Where scripts are, by the first segment of their address. */
const FOLDERS = { dist: 'dist', soak: 'soak/page' };

/**
 * Serves the page, the package, a widget and a backend with all their faults, on a port of the system's choice; a test
 * may add pages and folders of its own.
 */
export async function serve({ folders, pages } = {}) {
  const answer = answerer({ ...FOLDERS, ...folders }, pages ?? {});
  const listener = createRequestListener(answer);
  const server = createServer((request, response) =>
    // A connection that breaks is below what a Response can say.
    request.url.startsWith('/api/flow/gone') ? request.socket.destroy() : listener(request, response),
  );
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const answerer = (folders, pages) => async (request) => {
  const { pathname } = new URL(request.url);
  const [, folder, name, ...rest] = pathname.split('/');
  if (Object.hasOwn(pages, pathname)) return text(pages[pathname], 'text/html');
  if (pathname === '/') {
    return text(PAGE, 'text/html', { 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'" });
  }
  if (folder === 'widget') return widget(name);
  if (folder === 'api') return backend(request, rest); // /api/flow/HOW[/ID]
  if (!Object.hasOwn(folders, folder)) return new Response(null, { status: 404 });
  const file = `${ROOT}${folders[folder]}/${[name, ...rest].join('/')}`;
  const body = file.includes('..') ? null : await readFile(file).catch(() => null);
  return body
    ? text(body, file.endsWith('.wasm') ? 'application/wasm' : 'text/javascript')
    : new Response(null, { status: 404 });
};

async function widget(name) {
  if (name === 'nowhere.js') return new Response(null, { status: 404 });
  if (name === 'hangs.js') {
    await hang();
    return new Response(null, { status: 404 });
  }
  return text(name === 'empty.js' ? '' : WIDGET, 'text/javascript', { 'cache-control': 'max-age=3600' });
}

/** The handler that `verify` asks; the first segment says how it fares. */
async function backend(request, [how, id]) {
  const creates = request.method === 'POST';
  if (how === 'denied') return Response.json({ error: { message: 'Please sign in.' } }, { status: 401 });
  if (how === 'garbled') return text('<p>Sorry', 'text/html');
  if (how === 'release') release();
  if (how === 'hangs') await hang();
  if (creates) return Response.json({ session_id: crypto.randomUUID(), token: 'a token' }, { status: 201 });
  const done = how !== 'slow';
  return Response.json({
    session_id: id,
    status: done ? 'FINISHED' : 'PROGRESS',
    passed: done ? true : null,
    failure_reasons: [],
  });
}

const text = (body, type, headers) =>
  new Response(body, { headers: { 'content-type': `${type}; charset=utf-8`, ...headers } });
