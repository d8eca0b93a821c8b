/** Tests of `js/server/service.ts`: the limits of a call to the service, and the responses for its errors. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { before, test } from 'node:test';
import { importSources } from '../sources.mjs';

let FlowWidgetError;
let HttpError;
let callService;
let isFinal;

/** The tests replace the work, so the core that calls the service is not needed. */
const withoutCore = {
  name: 'without-core',
  setup(build) {
    build.onResolve({ filter: /\/service\/client/ }, ({ path }) => ({ path, namespace: 'stub' }));
    build.onLoad({ filter: /./, namespace: 'stub' }, () => ({ contents: 'export const call = undefined;' }));
  },
};

before(async () => {
  ({ FlowWidgetError, HttpError, callService, isFinal } = await importSources(
    `export * from './js/server/service.ts';
     export { HttpError } from './js/server/http-error.ts';
     export { FlowWidgetError } from './js/shared/error.ts';`,
    [withoutCore],
  ));
});

/** Calls the service with work that fails. Returns the response as text, and whether the error was reported. */
async function outcomeOf(error, operation, details) {
  const reports = [];
  const report = (reported) => reports.push(reported);
  const thrown = await callService(() => Promise.reject(error), operation, {
    timeout: 0,
    report,
    ...details,
  }).catch((thrown) => thrown);
  assert.ok(reports.length === 0 || (reports.length === 1 && reports[0] === error));
  if (!(thrown instanceof HttpError)) return thrown;
  const { status, code, retryable, headers } = thrown;
  const retry = Object.entries(headers).map((header) => header.join(': '));
  return [status, code, retryable && 'retryable', ...retry, reports.length === 0 && 'not reported']
    .filter(Boolean)
    .join(' ');
}

test('converts errors of the service to responses, and reports them', async () => {
  const error = (code, options) => new FlowWidgetError(code, 'A message.', options);
  const cases = [
    [error('invalid-metadata'), '400 invalid-metadata'],
    [error('http', { status: 500, retryable: true }), '502 http retryable'],
    [error('http', { status: 403 }), '502 http'],
    [error('network', { retryable: true }), '502 network retryable'],
    [error('invalid-response'), '502 invalid-response'],
    [error('http', { status: 429 }), '429 rate-limited retryable'],
    [error('http', { status: 429, retryAfter: 1 }), '429 rate-limited retryable Retry-After: 1'],
    [error('http', { status: 429, retryAfter: 2_000 }), '429 rate-limited retryable Retry-After: 2'],
    [error('http', { status: 429, retryAfter: 0 }), '429 rate-limited retryable Retry-After: 0'],
    [error('invalid-config'), '500 internal'],
    [error('invalid-config', { status: 429, retryable: true }), '500 internal'],
    [new TypeError('unexpected'), '500 internal'],
    ['text', '500 internal'],
    [undefined, '500 internal'],
    [Object.assign(new Error('unexpected'), { code: 'http', status: 429 }), '500 internal'],
  ];
  for (const [thrown, expected] of cases) {
    for (const operation of ['create', 'read'])
      assert.equal(await outcomeOf(thrown, operation), expected, operation);
  }
  // An unknown session is not a fault.
  assert.equal(await outcomeOf(error('http', { status: 404 }), 'read'), '404 not-found not reported');
  assert.equal(await outcomeOf(error('http', { status: 404 }), 'create'), '502 http');
});

test('passes on responses, and any error after the client has disconnected', async () => {
  const response = () => new HttpError(503, 'not-final', 'Not yet.', true);
  assert.equal(await outcomeOf(response(), 'read'), '503 not-final retryable not reported');
  const left = new FlowWidgetError('network', 'left');
  assert.equal(await outcomeOf(left, 'read', { caller: AbortSignal.abort() }), left);
});

test('aborts the work after `timeout`, or with the reason of the client', async () => {
  const untilAborted = (signal) =>
    new Promise((_, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
    });
  const reports = [];
  const report = ({ message, retryable }) => reports.push([message, retryable]);
  await assert.rejects(callService(untilAborted, 'read', { timeout: 2, report }), {
    status: 504,
    code: 'timeout',
    retryable: true,
  });
  assert.deepEqual(reports.splice(0), [['The service did not respond within 0.002 s.', true]]);
  const reason = new Error('left');
  const aborted = AbortSignal.abort(reason);
  await assert.rejects(callService(untilAborted, 'read', { timeout: 0, report, caller: aborted }), reason);
  const control = new AbortController();
  const running = callService(untilAborted, 'read', { timeout: 0, report, caller: control.signal });
  control.abort(reason);
  await assert.rejects(running, reason);
  assert.deepEqual(reports, []);
});

test('leaves neither timer nor listener behind, and sets no timer without a limit', async (t) => {
  const pending = new Set();
  let timers = 0;
  t.mock.method(globalThis, 'setTimeout', () => {
    timers += 1;
    pending.add(timers);
    return timers;
  });
  t.mock.method(globalThis, 'clearTimeout', (timer) => pending.delete(timer));
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, 'abort').length;
  for (const [timeout, expected] of [
    [0, 0],
    [5, 1],
  ]) {
    const work = async (given) => {
      assert.deepEqual([given.aborted, timers, listeners()], [false, expected, 1]);
      return 'value';
    };
    assert.equal(await callService(work, 'create', { timeout, report() {}, caller: signal }), 'value');
    assert.deepEqual([pending.size, listeners()], [0, 0]);
  }
  assert.equal(await callService(async () => 'value', 'create', { timeout: 0, report() {} }), 'value');
});

test('a verdict is final with an outcome, or if the session has finished without one', () => {
  for (const [passed, status, expected] of [
    [true, 'PROGRESS', true],
    [false, 'ABORTED', true],
    [null, 'FINISHED', true],
    [null, 'finished', true],
    [null, 'PROGRESS', false],
    [null, 'QUEUED', false],
  ])
    assert.equal(isFinal({ passed, status }), expected, `${passed} ${status}`);
});
