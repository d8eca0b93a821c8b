import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRequestListener } from '@remix-run/node-fetch-server';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Resolves hanging requests. The page releases them, because a timeout could be too short on a busy machine. */
let hanging = [];
const hang = () => new Promise((resolve) => hanging.push(resolve));
function release() {
  for (const resolve of hanging) resolve();
  hanging = [];
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>soak</title><link rel="icon" href="data:,">
<script src="/soak/probe.js"></script>
<main><div id="container"></div></main><script type="module" src="/soak/main.js"></script>`;

/** The widget's script. `soakWidget`, which the page defines, implements the widget. */
const WIDGET = `if (!globalThis.soakWidgetBlocked)
  globalThis.FlowWidget = { startSession: (config) => globalThis.soakWidget(config) };`;

/** The folders that are served, by the first segment of the URL's path. */
const FOLDERS = { dist: 'dist', soak: 'soak/page' };

/**
 * Serves the page, the package, and a widget and a backend that can fail on request, on a free port.
 *
 * @param options folders and pages that a test adds
 */
export async function serve({ folders, pages } = {}) {
  const listener = createRequestListener(createHandler({ ...FOLDERS, ...folders }, pages ?? {}));
  const server = createServer((request, response) =>
    // A Response cannot express a broken connection.
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

const createHandler = (folders, pages) => async (request) => {
  const { pathname } = new URL(request.url);
  const [, folder, name, ...rest] = pathname.split('/');
  if (Object.hasOwn(pages, pathname)) return text(pages[pathname], 'text/html');
  if (pathname === '/') {
    return text(PAGE, 'text/html', { 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'" });
  }
  if (folder === 'widget') return widget(name);
  if (folder === 'api') return backend(request, rest); // /api/flow/BEHAVIOUR[/ID]
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

/** The backend of `verify`. The first segment of the path selects its behaviour. */
async function backend(request, [behaviour, id]) {
  if (behaviour === 'denied')
    return Response.json({ error: { message: 'Please sign in.' } }, { status: 401 });
  if (behaviour === 'garbled') return text('<p>Sorry', 'text/html');
  if (behaviour === 'release') release();
  if (behaviour === 'hangs') await hang();
  if (request.method === 'POST')
    return Response.json({ session_id: crypto.randomUUID(), token: 'a token' }, { status: 201 });
  const done = behaviour !== 'slow';
  return Response.json({
    session_id: id,
    status: done ? 'FINISHED' : 'PROGRESS',
    passed: done ? true : null,
    failure_reasons: [],
  });
}

const text = (body, type, headers) =>
  new Response(body, { headers: { 'content-type': `${type}; charset=utf-8`, ...headers } });
