import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import { isComplete, verdictOf, watchResult } from '../../www/js/result.js';

describe('a result', () => {
  for (const [what, result, complete] of [
    ['in progress', { status: 'PROGRESS', liveness_result: { result: true } }, false],
    ['finished', { status: 'FINISHED' }, true],
    ['without a status and without results', { id: 'a', technologies: [] }, false],
    [
      'without a status, one part still empty',
      { liveness_result: { result: true }, face2face_result: {} },
      false,
    ],
    ['without a status, all parts there', { document_recognition_result: { first_name: 'First' } }, true],
    ['that is null', null, false],
  ]) {
    it(`${what} is ${complete ? '' : 'not '}complete`, () => assert.equal(isComplete(result), complete));
  }

  it('has a verdict only when it is complete', () => {
    const value = { flow_session_result: false };
    assert.equal(verdictOf({ status: 'waiting', asked: 1, value }), undefined);
    assert.equal(verdictOf({ status: 'complete', asked: 1, value }), false);
    assert.equal(verdictOf({ status: 'complete', asked: 1, value: {} }), undefined);
  });
});

describe('waiting for a result', () => {
  afterEach(() => mock.restoreAll());

  /** Answers one question after another; the last one for ever. */
  function answers(...bodies) {
    let asked = 0;
    mock.method(globalThis, 'fetch', async () => {
      const body = bodies[Math.min(asked, bodies.length - 1)];
      asked += 1;
      if (body instanceof Error) throw body;
      return body instanceof Response ? body : Response.json(body);
    });
  }

  async function watch(signal = new AbortController().signal) {
    const seen = [];
    await watchResult('an id', signal, (view) => seen.push(view));
    return seen;
  }

  it('ends with the complete one', async () => {
    answers({ status: 'PROGRESS' }, { status: 'FINISHED', flow_session_result: true });
    const seen = await watch();
    assert.deepEqual(
      seen.map(({ status, asked }) => [status, asked]),
      [
        ['waiting', 0],
        ['waiting', 1],
        ['complete', 2],
      ],
    );
    assert.equal(seen.at(-1).value.flow_session_result, true);
  });

  it('ends with what the backend says instead', async () => {
    answers(Response.json({ error: { code: 'http', message: 'No.', status: 403 } }, { status: 403 }));
    const { status, error } = (await watch()).at(-1);
    assert.equal(status, 'failed');
    assert.deepEqual([error.code, error.message, error.status], ['http', 'No.', 403]);
  });

  it('calls an answer that is no JSON by its name', async () => {
    answers(new Response('<html>', { status: 200 }));
    assert.equal((await watch()).at(-1).error.code, 'invalid-response');
  });

  it('calls no answer by its name', async () => {
    answers(new TypeError('fetch failed'));
    const { error } = (await watch()).at(-1);
    assert.equal(error.code, 'network');
    assert.equal(error.cause.message, 'fetch failed');
  });

  it('stops when told to, and keeps what there was', async () => {
    answers({ status: 'PROGRESS', n: 1 });
    const control = new AbortController();
    const seen = [];
    await watchResult('an id', control.signal, (view) => {
      seen.push(view);
      if (view.asked === 1) control.abort();
    });
    assert.equal(seen.at(-1).status, 'stopped');
    assert.equal(seen.at(-1).value.n, 1);
  });
});
