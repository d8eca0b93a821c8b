/**
 * Generates the examples in docs/doctor.md.
 *
 *     node tests/node/doctor/examples.mjs            checks whether the document is up to date
 *     node tests/node/doctor/examples.mjs --write    updates it
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { createSandbox } from '../../../dist/sandbox.js';
import { createFlowHandler } from '../../../dist/server.js';
import { doctor } from './support.mjs';

const DOCUMENT = new URL('../../../docs/doctor.md', import.meta.url);

/** Serves a handler on a free port. */
async function listen(fetch) {
  const server = createServer(createRequestListener(fetch, { onError() {} }));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: server.address().port, close };
}

/** Serves an app: a page with these headers, and its backend. */
function app(headers, endpoint) {
  return (request) =>
    new URL(request.url).pathname === '/'
      ? new Response('<!doctype html><title>App</title>', {
          headers: { 'content-type': 'text/html', ...headers },
        })
      : endpoint(request);
}

/** The set-ups of the examples, in the order of the document. */
const SETUPS = [
  {
    path: '',
    app: ({ sandbox, key }) =>
      app(
        {
          'content-security-policy': `script-src 'self' 'wasm-unsafe-eval' ${sandbox}; connect-src 'self' ${sandbox}; frame-ancestors 'self'`,
          'permissions-policy': 'camera=(self), microphone=(self)',
        },
        createFlowHandler({ apiKey: key, baseUrl: sandbox, authorize: () => null }),
      ),
  },
  {
    path: '/fault/api-401',
    app: () =>
      app(
        {
          'content-security-policy': "default-src 'self'",
          'permissions-policy': 'camera=(), geolocation=()',
        },
        () =>
          Response.json(
            { detail: 'Sign in.' },
            { status: 403, headers: { 'access-control-allow-origin': '*' } },
          ),
      ),
    script: '?fault=script-html',
  },
];

/** Returns the output of a set-up, with what differs from run to run replaced. */
async function outputOf({ path, app, script = '' }) {
  const sandbox = createSandbox();
  const service = await listen((request) => sandbox.fetch(request));
  const key = sandbox.keys.everyone;
  const origin = `http://127.0.0.1:${service.port}`;
  const page = await listen(app({ sandbox: origin, key }));
  try {
    const local = `http://127.0.0.1:${page.port}`;
    const sections = await doctor.examine({
      timeout: 10_000,
      service: { key, baseUrl: `${origin}${path}`, confirm: async () => true },
      script: `${origin}/widget/flow-widget.umd.js${script}`,
      page: { url: `${local}/`, mode: 'widget', hostedUrl: `${origin}/flow/` },
      endpoint: { url: `${local}/api/flow`, create: false },
    });
    const normal = (text) =>
      text
        .replaceAll(origin, 'http://127.0.0.1:8787')
        .replaceAll(local, 'http://127.0.0.1:3000')
        .replace(/\b\d+ ms/g, '9 ms')
        .replace(/\b\d+ KB/g, '70 KB')
        .replace(/sha384-[\w+/=]+/g, 'sha384-…');
    const same = sections.map(({ title, findings }) => ({
      title: normal(title),
      findings: findings.map(({ text, fix, ...rest }) => ({
        ...rest,
        text: normal(text),
        ...(fix !== undefined && { fix: normal(fix) }),
      })),
    }));
    return doctor.toText(same, { version: '0.1.0', node: '22.12.0', platform: 'linux x64' });
  } finally {
    service.close();
    page.close();
  }
}

/** Returns the document, and the document with the current output. */
export async function documents() {
  const actual = readFileSync(DOCUMENT, 'utf8');
  const outputs = [];
  for (const setup of SETUPS) outputs.push(await outputOf(setup));
  let index = 0;
  const expected = actual.replace(
    /^```text\n[\s\S]*?^```$/gm,
    () => `\`\`\`text\n${outputs[index++]}\n\`\`\``,
  );
  if (index !== SETUPS.length) throw new Error(`docs/doctor.md has ${index} examples, not ${SETUPS.length}.`);
  return { actual, expected };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { actual, expected } = await documents();
  if (process.argv.includes('--write')) writeFileSync(DOCUMENT, expected);
  else if (actual !== expected) {
    console.error('docs/doctor.md is not up to date: node tests/node/doctor/examples.mjs --write');
    process.exitCode = 1;
  }
}
