// A minimal sandbox service for the widget's tests. It serves the sessions and pages that a test defines,
// the hosted page, and the widget's scripts with both placeholders replaced.
import { once } from 'node:events';
import { createServer } from 'node:http';

const readBody = async (request) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};

/** The widget's scripts by path. */
const SCRIPTS = { '/widget.js': 'umd', '/widget.module.js': 'module', '/flow/page.js': 'page' };

/** What the hosted page needs: its script and the session's API. The style sheet is a constructed one. */
const HOSTED_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'",
};

/** Returns the HTML of the hosted page of a session. `?bare` leaves the settings to the page's URL. */
function hostedPage({ pathname, searchParams }) {
  const data = `data-session="${pathname.split('/').at(-1)}" data-locale="${searchParams.get('locale')}"`;
  return `<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Flow</title><link rel="icon" href="data:,"><body><div id="flow-page"></div>
    <script src="/flow/page.js" ${searchParams.has('bare') ? '' : data}></script>`;
}

/**
 * Starts the server on a free port of 127.0.0.1.
 *
 * @param {{ umd: string, module: string, page: string }} scripts texts of the scripts
 */
export async function serve(scripts) {
  const sessions = new Map();
  const pages = new Map();
  const reports = [];
  const notices = [];
  let count = 0;
  let origin = '';

  function respond(method, [, id, action], body) {
    const session = sessions.get(decodeURIComponent(id));
    if (!session) return [404, { detail: 'not found' }];
    if (session.fault) {
      const response = session.fault(method, action);
      if (response) return response;
    }
    if (method === 'GET' && !action) return [200, session];
    if (method !== 'POST') return [405, {}];
    if (action === 'start') {
      if (session.state === 'expired') return [410, { detail: 'expired' }];
      if (session.state === 'finished') return [409, { detail: 'used' }];
      session.state = 'started';
      return [200, {}];
    }
    if (action === 'technology') {
      notices.push({ id: session.id, ...JSON.parse(body) });
      return [200, {}];
    }
    if (session.state !== 'started') return [409, { detail: 'not running' }];
    session.state = 'finished';
    reports.push({ id: session.id, ...JSON.parse(body) });
    return [200, {}];
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, origin);
    const send = (status, type, text, headers = {}) =>
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...headers }).end(text);
    const body = await readBody(request);
    const api = /^\/sandbox\/session\/([^/]+)(?:\/(start|technology|finish|end))?$/.exec(url.pathname);
    if (api) {
      const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type' };
      if (request.method === 'OPTIONS') return send(204, 'text/plain', undefined, cors);
      const [status, json] = await respond(request.method, api, body);
      return send(status, 'application/json', JSON.stringify(json), cors);
    }
    const script = SCRIPTS[url.pathname];
    if (script) {
      const text = scripts[script]
        .replaceAll('__FLOW_SANDBOX_ORIGIN__', origin)
        .replaceAll('__FLOW_SANDBOX_FAULT__', url.searchParams.get('fault') ?? '');
      return send(200, 'text/javascript', text, { 'access-control-allow-origin': '*' });
    }
    if (url.pathname.startsWith('/flow/')) return send(200, 'text/html', hostedPage(url), HOSTED_HEADERS);
    const page = pages.get(url.pathname);
    return page ? send(200, 'text/html', page.html, page.headers) : send(404, 'text/plain', 'no such page');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${server.address().port}`;

  return {
    origin,
    /** Bodies of the accepted `finish` requests with their session ids, in order. */
    reports,
    /** Bodies of the `technology` requests with their session ids, in order. */
    notices,
    /**
     * Creates a session and returns its id; `fields` override the defaults. A function
     * `fault(method, action)` in them can replace a response: it returns `[status, body]` or, for the
     * normal response, `undefined`.
     */
    session(fields = {}) {
      const id = `session-${++count}`;
      const empty = { value: '', changeable: true };
      sessions.set(id, {
        id,
        technologies: ['LDHP', 'F2F'],
        state: 'created',
        edocument: { iin: empty, phone: empty, skip_input: false },
        face2face: { photo: false },
        interchangeable_tech: [],
        qr: 'off',
        retry_liveness: false,
        preset: null,
        hosted_path: `/flow/${id}`,
        ...fields,
      });
      return id;
    },
    state: (id) => sessions.get(id)?.state,
    /** Serves a page and returns its URL. */
    page(html, headers = {}) {
      const path = `/page-${++count}`;
      pages.set(path, { html: `<!doctype html><html lang="en"><title>Page</title>${html}`, headers });
      return origin + path;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
