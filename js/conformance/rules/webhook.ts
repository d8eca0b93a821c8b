import { randomUUID } from 'node:crypto';
import type { Exchange } from '../exchange.js';
import { forEachCase, Skip } from '../failure.js';
import { type Need, type Rule, rulesOf } from '../rule.js';
import type { Options, Trial } from '../trial.js';

const NEEDS: readonly Need[] = ['service', 'create', 'a', 'webhook'];
const area = rulesOf('webhook', 'webhooks');
const rule = (level: 'must' | 'should', name: string, text: string, run: Rule['run']): Rule =>
  area(level, name, text, run, { needs: NEEDS });

/** Returns an event as the service sends it. */
export const eventOf = (session_id: string, more: object = {}) => ({
  id: randomUUID(),
  event: 'flow.end',
  session_id,
  created: Math.floor(Date.now() / 1_000),
  success: true,
  flow_name: 'Flow for everyone',
  metadata: {},
  data: { session_result: { session_id, status: 'FINISHED', flow_session_result: true } },
  ...more,
});

/** Sends the webhook a body. */
export const post = (trial: Trial, body: unknown, options: Options = {}): Promise<Exchange> =>
  trial.send(trial.target.webhook ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...options,
  });

const isAccepted = ({ status }: Exchange) => status >= 200 && status < 300;

/** Returns a webhook URL with another secret: its query parameter `secret`, or else its last segment. */
function withoutSecret(url: string): string {
  const changed = new URL(url);
  if (changed.searchParams.has('secret')) changed.searchParams.set('secret', 'wrong');
  else changed.pathname = changed.pathname.replace(/[^/]{16,}\/?$/, 'wrong');
  if (changed.href === new URL(url).href) throw new Skip('the URL has no secret');
  return changed.href;
}

/** The rules for the receiver of the service's events. */
export const webhookRules: readonly Rule[] = [
  rule('must', 'accepts', 'The end of a session answers 2xx.', async (trial) => {
    const { id } = await trial.created();
    await trial.service.end(id, 'passed');
    const result = await post(trial, eventOf(id));
    trial.expect(isAccepted(result), 'status 2xx', result);
  }),
  rule(
    'must',
    'other-events',
    'An event of another kind, an unknown one too, answers 2xx.',
    async (trial) => {
      const { id } = await trial.created();
      await forEachCase(['flow.start', 'technology.end', 'added.later'], async (event) => {
        const result = await post(trial, eventOf(id, { event, data: {} }));
        trial.expect(isAccepted(result), 'status 2xx', result);
      });
    },
  ),
  rule('must', 'forged', 'A forged event does not change the verdict.', async (trial) => {
    const session = await trial.created();
    await trial.service.end(session.id, 'failed');
    await post(trial, eventOf(session.id));
    const verdict = await trial.verdictOf(session);
    trial.expect(verdict?.passed === false, '`passed: false`', await trial.read(session));
  }),
  rule(
    'must',
    'reads-result',
    'The result is read from the service before the event is acknowledged.',
    async (trial) => {
      const { id } = await trial.created();
      await trial.service.end(id, 'failed');
      const before = trial.service.requests.length;
      const result = await post(trial, eventOf(id));
      const asked = trial.service.requests
        .slice(before)
        .some(({ operation, sessionId }) => operation === 'result' && sessionId === id);
      trial.expect(asked, 'a request for the result', result, 'none');
    },
  ),
  rule('must', 'duplicate', 'An event that is sent again answers 2xx.', async (trial) => {
    const { id } = await trial.created();
    await trial.service.end(id, 'passed');
    const event = eventOf(id);
    for (const result of [await post(trial, event), await post(trial, event)])
      trial.expect(isAccepted(result), 'status 2xx', result);
  }),
  rule('must', 'garbage', 'A body that is not an event answers 4xx.', async (trial) => {
    const bodies = ['{', '[]', '{}', '{"event":"flow.end","id":7,"session_id":[]}', 'null'];
    await forEachCase(bodies, async (body) => trial.expectStatus(await post(trial, body), ['4xx']));
  }),
  rule(
    'must',
    'service-fails',
    'While the result cannot be read, an event is not acknowledged.',
    async (trial) => {
      const { id } = await trial.created();
      await trial.service.end(id, 'passed');
      const result = await trial.service.during('status-503', 'result', () => post(trial, eventOf(id)));
      trial.expect(!isAccepted(result), 'no status 2xx', result);
    },
  ),
  rule(
    'should',
    'not-final',
    'While the result is not final, the end of a session is not acknowledged.',
    async (trial) => {
      const { id } = await trial.createdWith({ status: 'PROGRESS' });
      const result = await post(trial, eventOf(id));
      trial.expect(!isAccepted(result) && result.status > 0, 'no status 2xx, such as 503', result);
    },
  ),
  rule('must', 'unknown-session', 'An event of an unknown session causes no status 500.', async (trial) => {
    const result = await post(trial, eventOf('0f0e0d0c-0b0a-4908-8706-050403020100'));
    trial.expect(result.status > 0 && result.status !== 500, 'another status than 500', result);
  }),
  rule('should', 'methods', 'A GET answers 4xx.', async (trial) =>
    trial.expectStatus(await trial.send(trial.target.webhook ?? ''), ['4xx']),
  ),
  rule('should', 'secret', 'A request with another secret in the URL answers 4xx.', async (trial) => {
    const url = withoutSecret(trial.target.webhook ?? '');
    const { id } = await trial.created();
    await trial.service.end(id, 'passed');
    const body = JSON.stringify(eventOf(id));
    const headers = { 'content-type': 'application/json' };
    trial.expectStatus(await trial.send(url, { method: 'POST', body, headers }), ['4xx']);
  }),
  rule('must', 'no-result', 'The response contains neither the API key nor the result.', async (trial) => {
    const { id } = await trial.created();
    await trial.service.end(id, 'passed');
    const result = await post(trial, eventOf(id));
    const text = result.body;
    const leaks = text.includes(trial.service.key) || text.includes('flow_session_result');
    trial.expect(!leaks, 'a short acknowledgement', result);
  }),
];
