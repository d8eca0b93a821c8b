/** The rules for every response. They look at all the responses of a run, so they come last. */
import type { Exchange } from '../exchange.js';
import { type Level, type Need, type Rule, rulesOf } from '../rule.js';
import { SERVICE_KEY } from '../service.js';
import type { Trial } from '../trial.js';

const rule = rulesOf('responses', 'security');

/** The forms in which a key may appear in a response. */
const SPELLINGS = [
  SERVICE_KEY,
  encodeURIComponent(SERVICE_KEY),
  Buffer.from(SERVICE_KEY).toString('hex'),
  ...[0, 1, 2].map((offset) =>
    // Without the characters that depend on what is before and after the key.
    Buffer.from(`${'x'.repeat(offset)}${SERVICE_KEY}`)
      .toString('base64')
      .slice(4, -4),
  ),
];

/** A rule that every response keeps. */
const every = (
  level: Level,
  name: string,
  text: string,
  expected: string,
  keeps: (result: Exchange) => boolean,
  received?: (result: Exchange) => string,
  needs: readonly Need[] = [],
): Rule =>
  rule(
    level,
    name,
    text,
    async (trial) => {
      await ensureSome(trial);
      for (const result of trial.exchanges)
        if (result.problem === undefined) trial.expect(keeps(result), expected, result, received?.(result));
    },
    { needs },
  );

/** Sends the requests that the protocol has, if no other rule has done so. */
async function ensureSome(trial: Trial): Promise<void> {
  const { service, users } = trial.target;
  if (service && users.a && trial.exchanges.length === 0) {
    const session = await trial.created();
    await trial.read(session);
    await service.during('status-403', 'result', () => trial.read(session));
  }
  await trial.read({ id: '0f0e0d0c-0b0a-4908-8706-050403020100' }, { user: null });
}

const isSuccess = ({ status, sent }: Exchange) => status >= 200 && status < 300 && sent.method !== 'OPTIONS';
const hasNoStore = ({ headers }: Exchange) => /\bno-store\b/i.test(headers['cache-control'] ?? '');
const cacheControl = ({ headers }: Exchange) => `Cache-Control: ${headers['cache-control'] ?? 'none'}`;

/** The rules for every response. */
export const responseRules: readonly Rule[] = [
  every(
    'must',
    'api-key',
    'No response contains the API key: not in a header or a body, nor encoded.',
    'no API key',
    ({ body, headers }) => {
      const text = `${body}\n${Object.values(headers).join('\n')}`;
      return !SPELLINGS.some((spelling) => text.includes(spelling));
    },
    () => 'the API key',
    // The key of an endpoint that uses the real service is not known.
    ['service'],
  ),
  every(
    'must',
    'no-store',
    'Sessions and verdicts have `Cache-Control: no-store`.',
    'Cache-Control: no-store',
    (result) => !isSuccess(result) || hasNoStore(result),
    cacheControl,
  ),
  every(
    'should',
    'no-store-errors',
    'Errors have `Cache-Control: no-store`, too.',
    'Cache-Control: no-store',
    // The server in front of the backend answers some of the requests that no route matches.
    (result) => ![401, 403, 404, 500, 502, 504].includes(result.status) || hasNoStore(result),
    cacheControl,
  ),
  every(
    'must',
    'no-redirect',
    'No response is a redirect: `verify` does not follow any.',
    'no status 3xx',
    ({ status }) => status < 300 || status > 399,
  ),
  every(
    'should',
    'no-500',
    'No request makes the backend fail: it never answers 500.',
    'another status than 500',
    ({ status }) => status !== 500,
  ),
  every(
    'should',
    'json-errors',
    'Every error has the body of the protocol.',
    '{ "error": { "code" … } }',
    ({ status, sent, json }) =>
      status < 400 ||
      sent.method === 'HEAD' ||
      typeof (json as { error?: { code?: unknown } } | undefined)?.error?.code === 'string',
  ),
];
