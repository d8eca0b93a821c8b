import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createFlowClient, FlowWidgetError } from '../../../dist/client.js';
import { call } from '../../../dist/client-call.js';
import { failure, json, KEY, serve } from './support.mjs';

/** The session that every answer was asked for. */
const sessionId = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const file = new URL('../../fixtures/answers.json', import.meta.url);

/** Reads the verdict of a session, as the backend handler does. */
function getVerdict(baseUrl, id = sessionId) {
  const input = JSON.stringify({ options: { apiKey: KEY, baseUrl }, sessionId: id });
  return call('getVerdict', input, undefined, { warn() {} });
}

for (const answer of JSON.parse(await readFile(file, 'utf8'))) {
  test(`answer: ${answer.name}`, async (t) => {
    const last = { id: sessionId, technologies: [], status: 'FINISHED' };
    let answers = [answer.result];
    const server = await serve(t, (_, response) => json(response, 200, answers.shift() ?? last));
    const client = createFlowClient({ apiKey: KEY, baseUrl: server.url });

    if (answer.error) {
      for (const read of [client.getResult, client.waitForResult, () => getVerdict(server.url)]) {
        answers = [answer.result];
        const error = await failure(read(sessionId));
        assert.ok(error instanceof FlowWidgetError);
        assert.deepEqual([error.code, error.retryable], [answer.error, false]);
      }
      assert.equal(server.requests.length, 3, 'no request is retried');
      return;
    }

    assert.deepEqual(await client.getResult(sessionId), answer.result);
    answers = [answer.result];
    const { result, verdict } = await getVerdict(server.url);
    assert.deepEqual(result, answer.result);
    assert.deepEqual(verdict, { session_id: sessionId, ...answer.verdict });
    // `waitForResult` asks again exactly if the answer is not final.
    answers = [answer.result];
    const expected = answer.final ? answer.result : last;
    assert.deepEqual(await client.waitForResult(sessionId, { interval: 1 }), expected);
    assert.equal(server.requests.length, answer.final ? 3 : 4);
  });
}

test('a verdict has the session id as the caller wrote it', async (t) => {
  const server = await serve(t, (_, response) => json(response, 200, { id: sessionId, technologies: [] }));
  const { result, verdict } = await getVerdict(server.url, sessionId.toUpperCase());
  assert.equal(result.id, sessionId);
  assert.equal(verdict.session_id, sessionId.toUpperCase());
});
