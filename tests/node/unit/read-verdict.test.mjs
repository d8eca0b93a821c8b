// How `verify` reads the verdict in a response of the backend.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { importChunk } from '../sources.mjs';

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const answers = JSON.parse(readFileSync(new URL('../../fixtures/answers.json', import.meta.url), 'utf8'));

let readVerdict;
before(async () => {
  const chunk = await importChunk(`export * from './js/session/read-verdict.ts'`);
  readVerdict = (response) => chunk.readVerdict(response, ID);
});

for (const { name, verdict, final } of answers.filter(({ verdict }) => verdict)) {
  test(`reads the handler's response to a documented or seen answer: ${name}`, () => {
    const read = readVerdict({ session_id: ID, ...verdict });
    if (!final) return assert.equal(read, undefined);
    const { status, passed, cancelled, failure_reasons: failureReasons } = verdict;
    assert.deepEqual(read, { sessionId: ID, status, passed, cancelled, failureReasons });
  });
}

for (const status of [
  'FAILED',
  'expired',
  'Cancelled',
  'CANCELED',
  'aborted',
  'REJECTED',
  'error',
  'CANCELLED_BY_USER',
  'CANCELLED BY USER',
  'ERROR: x',
  'FAILED_LIVENESS',
]) {
  test(`a session with the status ${status} is final and not passed, whatever else the response says`, () => {
    assert.equal(readVerdict({ status }).passed, false);
    assert.equal(readVerdict({ status, passed: true }).passed, false);
    assert.equal(readVerdict({ status, passed: null }).passed, false);
  });
}

test('is not final without a boolean and without a final status', () => {
  for (const response of [
    {},
    { status: 'PROGRESS' },
    { status: 'PROGRESS', passed: null },
    { status: 'SOMETHING' },
    { status: 'ERRORS' },
    { status: 'NOT_FAILED' },
    { status: 5 },
    { passed: 'true' },
    { passed: 1, status: 'finishing' },
    { failure_reasons: [{ type: 'TIMEOUT', detail: null }] },
  ])
    assert.equal(readVerdict(response), undefined, JSON.stringify(response));
});

test('reads a status in any case and with spaces around it', () => {
  assert.equal(readVerdict({ status: ' finished ' }).passed, null);
  assert.equal(readVerdict({ status: ' FAILED', passed: true }).passed, false);
});

test('rejects the verdict of another session', () => {
  assert.ok(readVerdict({ session_id: null, passed: true }));
  assert.throws(() => readVerdict({ session_id: 'other', passed: true }), { code: 'invalid-response' });
});

test('reads reasons of any form, and keeps the fields that `present` adds', () => {
  const failure_reasons = [
    { type: 'CALC_RESULT', detail: 'Closed eyes' },
    'Mask Attack',
    { type: 5, detail: 6 },
    null,
  ];
  const read = readVerdict({ passed: false, failure_reasons, name: 'A' });
  assert.deepEqual(read.failureReasons, [
    { type: 'CALC_RESULT', detail: 'Closed eyes' },
    { type: 'OTHER', detail: 'Mask Attack' },
    { type: 'OTHER', detail: null },
    { type: 'OTHER', detail: null },
  ]);
  assert.equal(read.name, 'A');
  assert.deepEqual(readVerdict({ passed: true, failure_reasons: 'none' }).failureReasons, []);
});
