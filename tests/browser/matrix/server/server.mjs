/**
 * The matrix's server: the package, a page for each row, widgets and a backend, with faults on demand. It listens on two
 * loopback ports, which are two origins to a browser.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WIDGETS } from '../widgets.mjs';
import { backend } from './backend.mjs';
import { documentFor } from './document.mjs';
import { answer } from './faults.mjs';
import { hosted } from './hosted.mjs';
import { HEADERS, sendJson } from './reply.mjs';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const JAVASCRIPT = 'text/javascript; charset=utf-8';
const TYPES = { '.js': JAVASCRIPT, '.mjs': JAVASCRIPT, '.wasm': 'application/wasm' };

/** Starts the server. Each run of a row has its own folder, `/r/NUMBER/`, so that runs share no cache entries. */
export async function serveFaults() {
  const runs = new Map();
  const handle = async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`);
    const [, , number, ...rest] = url.pathname.split('/');
    const run = runs.get(number);
    if (!run) return response.writeHead(404).end();
    const name = rest.join('/');
    const key = `${request.method} ${name}`;
    const count = (run.counts[key] ?? 0) + 1;
    run.counts[key] = count;
    const reply = HANDLERS[rest[0]] ?? HANDLERS.missing;
    return reply({ run, name, rest: rest.slice(1).join('/'), url, request, response, count });
  };
  const listen = async () => {
    const server = createServer((request, response) => {
      handle(request, response).catch((error) => {
        console.error(`${request.url}: ${error.stack}`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  };
  const [home, other] = await Promise.all([listen(), listen()]);
  const [origin, otherOrigin] = [home, other].map((server) => `http://127.0.0.1:${server.address().port}`);
  let last = 0;
  return {
    /** Opens a folder for a row. Returns its page's URL, a Promise of the page's report, and `end`, which removes it. */
    begin(row, drive) {
      last += 1;
      const run = { row, drive, number: String(last), counts: {}, origin, otherOrigin };
      run.reported = new Promise((resolve) => {
        run.report = resolve;
      });
      runs.set(run.number, run);
      // A host that the browser does not treat as loopback makes the page an insecure context.
      const base = row.page?.host ? origin.replace('127.0.0.1', row.page.host) : origin;
      return {
        url: `${base}/r/${run.number}/case.html`,
        reported: run.reported,
        end: () => runs.delete(run.number),
      };
    },
    close: async () => {
      for (const server of [home, other]) server.closeAllConnections();
      await Promise.all([home, other].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** The handlers, by the first segment of the path in the row's folder. */
const HANDLERS = {
  'case.html': async ({ run, response }) => {
    const { headers, html } = documentFor(run);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);
  },
  'elsewhere.html': async ({ response }) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title>'),
  /** The modules of the matrix that run in the page. */
  matrix: async ({ rest, ...more }) => sendFile(join(ROOT, 'tests/browser/matrix'), rest, more),
  /** The package's files, with the faults that the row's `lib` names. */
  lib: async ({ run, rest, ...more }) =>
    sendFile(join(ROOT, 'dist'), rest, more, new URLSearchParams(run.row.lib?.[rest] ?? '')),
  script: async ({ run, url, request, response, count }) => {
    const text = WIDGETS[url.searchParams.get('widget') ?? 'quiet'];
    const file = { type: JAVASCRIPT, headers: HEADERS, body: text };
    answer(response, file, request, { parameters: url.searchParams, count, other: run.otherOrigin });
  },
  api: backend,
  hosted,
  /** How many requests there were for each path in the row's folder, by method. */
  requests: async ({ run, response }) => sendJson(response, run.counts),
  /** Runs a WebDriver action for the page, which waits for the response with the action's value. */
  drive: async ({ run, request, response }) => {
    const { action, ...more } = await bodyOf(request);
    try {
      const value = await run.drive(action, more, (error) => run.report({ broken: String(error) }));
      sendJson(response, { value });
    } catch (error) {
      sendJson(response, { error: String(error) });
    }
  },
  report: async ({ run, request, response }) => {
    const report = await bodyOf(request);
    sendJson(response, {});
    run.report(report);
  },
  missing: async ({ response }) => response.writeHead(404, HEADERS).end('not found'),
};

async function sendFile(folder, name, { request, response, count }, parameters = new URLSearchParams()) {
  const path = join(folder, normalize(`/${name}`));
  const body = await readFile(path).catch(() => undefined);
  if (!body) return response.writeHead(404, HEADERS).end(`no ${name}`);
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const text = extname(path) === '.wasm' ? body : body.toString();
  return answer(response, { type, headers: HEADERS, body: text }, request, { parameters, count });
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}
