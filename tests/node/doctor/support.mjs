import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { createSandbox } from '../../../dist/sandbox.js';
import { json, KEY, serve } from '../service/support.mjs';
import { importSources } from '../sources.mjs';

export { json, KEY, serve };
export const SESSION = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
/** Values that servers of the tests send, and that no report may contain. */
export const PRIVATE = [
  '900101400013',
  'Ivanovna',
  '+77011234567',
  'cookie-value-123',
  'query-secret',
  '203.0.113.77',
];

const builtins = {
  name: 'builtins',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true }));
  },
};
export const doctor = await importSources(
  `export * from './js/doctor/doctor.ts';
   export * from './js/doctor/report.ts';
   export * from './js/doctor/fields.ts';
   export * from './js/doctor/modes.ts';
   export * from './js/doctor/csp.ts';
   export * from './js/doctor/permissions.ts';
   export * from './js/doctor/html.ts';
   export * from './js/doctor/display.ts';
   export * from './js/doctor/syntax.ts';
   export * from './js/doctor/request.ts';
   export { SCRIPT_URLS } from './js/doctor/script.ts';
   export { ASSUMPTIONS } from './js/doctor/assumptions.ts';
   export { checkEndpoint } from './js/doctor/endpoint.ts';`,
  [builtins],
);

const ENVIRONMENT = { version: '1.2.3', node: '20.0.0', platform: 'linux x64' };

/**
 * Runs checks in this process, and asserts that their report contains no secret, before the last redaction.
 *
 * @returns the findings by their ids (the worst of several with the same id), the text, and the number of problems
 */
export async function examine(options) {
  const sections = await doctor.examine({ timeout: 5_000, ...options });
  const text = doctor.toText(sections, ENVIRONMENT);
  const report = doctor.toJson(sections, ENVIRONMENT);
  for (const secret of [KEY, SESSION, ...PRIVATE]) {
    assert.ok(!text.includes(secret) && !report.includes(secret), `the report contains ${secret}:\n${text}`);
  }
  const order = ['ok', 'info', 'unknown', 'warning', 'problem'];
  const findings = {};
  for (const finding of sections.flatMap(({ findings }) => findings)) {
    const other = findings[finding.id];
    if (!other || order.indexOf(finding.status) > order.indexOf(other.status)) findings[finding.id] = finding;
    if (finding.status === 'problem' || finding.status === 'warning') assert.ok(finding.fix, finding.id);
  }
  return { findings, text, problems: doctor.countsOf(sections).problem };
}

/** Runs the checks of the service. */
export const examineService = (baseUrl, more = {}) =>
  examine({ service: { key: KEY, baseUrl, confirm: async () => true, ...more } });

/** A result of a session in which the user has passed. */
export const passed = () => ({
  id: SESSION,
  technologies: [{ code: 'LDHP', name: 'Liveness Head Position', description: 'x' }],
  status: 'FINISHED',
  flow_session_result: true,
  finished_at: '2026-01-01T10:00:00Z',
  ip_check_results: [],
  request_sessions: [],
  liveness_result: {
    result: true,
    prediction: '0.99',
    eye_closed: false,
    face_center: true,
    face_direction: 'forward',
  },
  edocument_result: {
    phone: '+77011234567',
    result_json: {
      common: { docOwner: { iin: '900101400013', firstName: 'A', lastName: 'Ivanovna', middleName: 'B' } },
    },
  },
});

/**
 * Serves a stand-in for the service whose responses can differ from the contract.
 *
 * @param options `create` and `result` are bodies, or functions that respond
 */
export function fakeService(
  t,
  { create = { session_id: SESSION, technologies: ['LDHP'] }, result = passed() } = {},
) {
  const respond = (answer, response, request) =>
    typeof answer === 'function' ? answer(response, request) : json(response, 200, answer);
  return serve(t, (request, response) => {
    const query = new URL(request.url, 'http://service').searchParams;
    response.setHeader('set-cookie', 'session=cookie-value-123');
    if (request.method === 'OPTIONS')
      return response.writeHead(204, { 'access-control-allow-origin': '*' }).end();
    if (request.method === 'POST') return respond(create, response, request);
    const [id, key] = [query.get('session_id'), query.get('flow_api_key')];
    if (key === null) return json(response, 400, { session_id: ['This field is required.'] });
    if (key !== KEY) return json(response, 403, { detail: `Invalid key ${key}` });
    const expected = typeof create === 'function' ? SESSION : (create?.session_id ?? SESSION);
    if (id !== expected) return json(response, 404, { detail: `No session ${id} of ${KEY}` });
    return respond(result, response, request);
  });
}

/** Serves the sandbox. */
export async function serveSandbox(t, options) {
  const sandbox = createSandbox(options);
  const server = createServer(createRequestListener((request) => sandbox.fetch(request), { onError() {} }));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${server.address().port}`, sandbox };
}

/** Serves a page with these headers. */
export async function servePage(t, headers = {}, body = '<!doctype html><title>App</title>') {
  const { url } = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...headers });
    response.end(body);
  });
  return `${url}/`;
}

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** Runs the command. Its standard input is not a terminal. */
export function run(args, env = {}) {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [CLI, 'doctor', ...args],
      { env: { PATH: process.env.PATH, ...env } },
      (error, output, errors) => resolve({ code: error?.code ?? 0, output, errors }),
    );
    child.stdin.end();
  });
}
