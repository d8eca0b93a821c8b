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
  'FAIL',
  'failure',
  'declined',
  'DENIED',
  'BLOCKED_BY_OPERATOR',
  'NOT_PASSED',
  'not passed',
  'notPassed',
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
    { status: 'NOT_STARTED', passed: null },
    { status: 'NOTIFIED' },
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
  for (const name of ['session_id', 'sessionId'])
    assert.throws(() => readVerdict({ [name]: 'other', passed: true }), { code: 'invalid-response' });
});

test('rejects the verdict of another session in either spelling, also beside the right one', () => {
  for (const ids of [
    { session_id: null, sessionId: 'other' },
    { session_id: ID, sessionId: 'other' },
    { session_id: 'other', sessionId: ID },
    { session_id: ID, sessionId: 5 },
  ])
    assert.throws(
      () => readVerdict({ ...ids, passed: true }),
      { code: 'invalid-response' },
      JSON.stringify(ids),
    );
  assert.equal(readVerdict({ session_id: ID, sessionId: ID, passed: true }).passed, true);
});

class Reasons {
  get first() {
    return 'Mask Attack';
  }
}

for (const [name, value] of Object.entries({
  'a Set': new Set(['Mask Attack']),
  'an empty Set': new Set(),
  'a Map': new Map([['type', 'TIMEOUT']]),
  'an Error': new Error('denied'),
  'a Date': new Date(0),
  'a Promise': Promise.resolve(['Mask Attack']),
  'a generator': (function* () {})(),
  'a URLSearchParams': new URLSearchParams('a=1'),
  'an instance of a class': new Reasons(),
  'an object with inherited fields': Object.create({ type: 'TIMEOUT' }),
  'an object with hidden fields': Object.defineProperty({}, 'type', { value: 'TIMEOUT' }),
  'an object with a symbol': { [Symbol('type')]: 'TIMEOUT' },
  'a Proxy of a list': new Proxy(['Mask Attack'], {}),
  'a function': () => [],
}))
  test(`reasons that are no list contradict: ${name}`, () => {
    for (const field of ['failure_reasons', 'failureReasons']) {
      const { passed, failureReasons } = readVerdict({ passed: true, [field]: value });
      assert.deepEqual([passed, failureReasons.length], [false, 1], field);
    }
  });

/** Responses that are objects of other kinds: `passed` is own, what contradicts it is not, or is not enumerable. */
for (const [field, value] of [
  ['failure_reasons', ['Mask Attack']],
  ['failureReasons', ['Mask Attack']],
  ['status', 'FAILED'],
  ['cancelled', true],
  ['error', 'failed'],
])
  test(`evidence counts wherever it is: \`${field}\``, () => {
    class Response {
      passed = true;
    }
    Object.defineProperty(Response.prototype, field, { get: () => value });
    class Derived extends Response {}
    const hidden = Object.defineProperty({ passed: true }, field, { get: () => value });
    const lazy = new Proxy(
      { passed: true },
      { get: (target, name) => (name === field ? value : target[name]) },
    );
    for (const response of [new Response(), new Derived(), hidden, lazy])
      assert.equal(readVerdict(response).passed, false);
  });

test('the id of another session counts wherever it is', () => {
  for (const name of ['session_id', 'sessionId']) {
    class Response {
      passed = true;
    }
    Object.defineProperty(Response.prototype, name, { get: () => 'other' });
    assert.throws(() => readVerdict(new Response()), { code: 'invalid-response' });
  }
});

test('an Error is not a pass, and an instance without contradictions is one', () => {
  assert.equal(readVerdict(Object.assign(new Error('denied'), { passed: true })).passed, false);
  class Response {
    passed = true;
    get status() {
      return 'FINISHED';
    }
  }
  const { passed, status } = readVerdict(new Response());
  assert.deepEqual([passed, status], [true, 'FINISHED']);
  class Inherited {
    get passed() {
      return true;
    }
  }
  assert.equal(readVerdict(new Inherited()), undefined);
});

test('a status counts as it looks', () => {
  for (const status of [
    '\u200bFAILED',
    'FA\u00adIL\u200dED',
    '\ufeffexpired',
    'ＦＡＩＬＥＤ',
    '_FAILED',
    '- not passed',
    '𝐅𝐀𝐈𝐋𝐄𝐃',
  ])
    assert.equal(readVerdict({ status, passed: true }).passed, false, status);
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
  assert.deepEqual(readVerdict({ passed: false, failure_reasons: 'Mask Attack' }).failureReasons, [
    { type: 'OTHER', detail: 'Mask Attack' },
  ]);
  for (const name of ['failure_reasons', 'failureReasons'])
    assert.deepEqual(readVerdict({ passed: true, [name]: { type: 'TIMEOUT' } }).failureReasons, [
      { type: 'TIMEOUT', detail: null },
    ]);
});

test('an empty field contradicts nothing', () => {
  for (const empty of [null, undefined, '', [], {}, false])
    for (const name of ['failure_reasons', 'failureReasons', 'cancelled', 'error']) {
      if ((name === 'cancelled' || name === 'error') && typeof empty === 'object' && empty) continue;
      const read = readVerdict({ status: 'FINISHED', passed: true, [name]: empty });
      assert.equal(read.passed, true, `${name}: ${JSON.stringify(empty)}`);
      assert.deepEqual(read.failureReasons, []);
    }
});

for (const more of [
  { failure_reasons: [{ type: 'TIMEOUT', detail: null }] },
  { failure_reasons: [null] },
  { failure_reasons: 'Mask Attack' },
  { failure_reasons: { type: 'CALC_RESULT', detail: 'Mask Attack' } },
  { failure_reasons: 7 },
  { failureReasons: [{ type: 'TIMEOUT', detail: null }] },
  { failure_reasons: [], failureReasons: 'Mask Attack' },
  { cancelled: true },
  { cancelled: 'true' },
  { cancelled: 1 },
  { error: { code: 'internal' } },
  { error: 'failed' },
  { status: ['FAILED'] },
  { status: { name: 'FAILED' } },
  { status: 5 },
  { status: 'NOT_PASSED' },
  { status: 'not approved' },
  { status: 'NOT_FINISHED' },
])
  test(`a response that contradicts itself is not a pass: ${JSON.stringify(more)}`, () => {
    assert.equal(readVerdict({ status: 'FINISHED', passed: true, ...more }).passed, false);
    assert.equal(readVerdict({ status: 'FINISHED', passed: false, ...more }).passed, false);
  });

test('a status that only begins like a negation does not contradict', () => {
  for (const status of ['NOTIFIED', 'notarized', 'PROGRESS', 'FINISHED', '', undefined])
    assert.equal(readVerdict({ status, passed: true }).passed, true, status);
});

for (const [name, value] of [
  ['passed', true],
  ['status', 'FINISHED'],
  ['failure_reasons', [{ type: 'TIMEOUT' }]],
  ['cancelled', true],
  ['session_id', 'other'],
  ['type', 'TIMEOUT'],
  ['detail', 'x'],
])
  test(`reads own properties only: a polluted \`${name}\` changes nothing`, () => {
    const read = () => [
      readVerdict({}),
      readVerdict({ status: 'PROGRESS' }),
      readVerdict({ passed: true, status: 'FINISHED' }),
      readVerdict({ passed: false, failure_reasons: [{}, null, 5] }),
    ];
    const expected = read();
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    let actual;
    try {
      actual = read();
    } finally {
      delete Object.prototype[name];
    }
    assert.deepEqual(actual, expected);
  });

/** A Proxy that throws whatever it is asked. */
const hostile = () =>
  new Proxy(
    {},
    {
      get() {
        throw new TypeError('no');
      },
      ownKeys() {
        throw new TypeError('no');
      },
    },
  );
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
};
const thrower = {
  get() {
    throw new RangeError('no');
  },
  enumerable: true,
};

for (const [name, response] of [
  ['a Proxy that throws', hostile()],
  ['a getter that throws', Object.defineProperty({ passed: true }, 'status', thrower)],
  ['reasons that cannot be read', { passed: true, failure_reasons: revoked() }],
  ['a reason that cannot be read', { passed: true, failure_reasons: [hostile()] }],
  [
    'a reason whose getter throws',
    { passed: true, failure_reasons: [Object.defineProperty({}, 'type', thrower)] },
  ],
])
  test(`rejects ${name} with \`invalid-response\` and the cause`, () => {
    assert.throws(
      () => readVerdict(response),
      ({ code, cause, retryable }) =>
        code === 'invalid-response' &&
        !retryable &&
        (cause instanceof TypeError || cause instanceof RangeError),
    );
  });

test('does not call methods of the reasons, and reads at most 1,000', () => {
  const reasons = ['Mask Attack'];
  reasons.map = 5;
  reasons[Symbol.iterator] = () => {
    throw new TypeError('no');
  };
  assert.deepEqual(readVerdict({ passed: false, failure_reasons: reasons }).failureReasons, [
    { type: 'OTHER', detail: 'Mask Attack' },
  ]);
  const endless = new Proxy([], { get: (_, name) => (name === 'length' ? 1e9 : undefined) });
  assert.equal(readVerdict({ passed: true, failure_reasons: endless }).failureReasons.length, 1_000);
  assert.equal(readVerdict({ passed: true, failure_reasons: endless }).passed, false);
});
