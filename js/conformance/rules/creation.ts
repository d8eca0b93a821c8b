import { Failure, forEachCase } from '../failure.js';
import { type Rule, rulesOf } from '../rule.js';
import { describeHeader, objectOf, type Trial } from '../trial.js';

const rule = rulesOf('create', 'creating-a-session');

/** A field that no backend should pass on to the service without a check. */
const MARK = 'chosen-by-the-page';
/** How many sessions are created at the same time. */
const CONCURRENT = 5;

/** Sends a body that is not valid, and expects that no session is created. */
const rejects = (trial: Trial, body: string, statuses: readonly (number | '4xx')[]) =>
  trial.expectNoCreation(() => trial.create({ body })).then((result) => trial.expectStatus(result, statuses));

/** The rules for `POST endpoint`. */
export const creationRules: readonly Rule[] = [
  rule(
    'must',
    'status',
    'A POST answers 201 with `session_id`.',
    async (trial) => {
      const { exchange } = await trial.created();
      trial.expectStatus(exchange, [201]);
    },
    { needs: ['create', 'a'] },
  ),
  rule(
    'must',
    'content-type',
    'The response is `application/json`.',
    async (trial) => {
      const { exchange } = await trial.created();
      const type = exchange.headers['content-type'];
      trial.expect(/^application\/json\b/i.test(type ?? ''), 'application/json', exchange, type ?? 'none');
    },
    { needs: ['create', 'a'] },
  ),
  rule(
    'must',
    'session-id',
    "`session_id` is the id in the service's answer to this request.",
    async (trial) => {
      const before = trial.service.creations.length;
      const { id, exchange } = await trial.created();
      const made = trial.service.creations.slice(before).map(({ sessionId }) => sessionId);
      trial.expect(made.includes(id), `one of the service's ids: ${made.join(', ') || 'none'}`, exchange, id);
    },
  ),
  rule(
    'must',
    'one-session',
    'One POST creates one session, with the API key in the JSON body.',
    async (trial) => {
      const before = trial.service.creations.length;
      const { exchange } = await trial.created();
      const made = trial.service.creations.slice(before);
      trial.expect(made.length === 1, 'one request to the service', exchange, `${made.length}`);
      const { api_key } = objectOf(parse(made[0]?.body ?? ''));
      trial.expect(api_key === trial.service.key, 'the field api_key in the body', exchange, 'another body');
    },
  ),
  rule(
    'must',
    'token',
    '`token` is left out, or a string that a header can contain.',
    async (trial) => {
      const { exchange } = await trial.created();
      const { token } = objectOf(exchange.json);
      const valid = token === undefined || (typeof token === 'string' && /^[\x21-\x7e]{1,4096}$/.test(token));
      trial.expect(valid, 'visible ASCII characters, at most 4,096', exchange);
    },
    { needs: ['create', 'a'] },
  ),
  rule(
    'should',
    'expires-at',
    '`expires_at` is left out, or an ISO 8601 date in the future.',
    async (trial) => {
      const { exchange } = await trial.created();
      const { expires_at: date } = objectOf(exchange.json);
      const valid =
        date === undefined ||
        (typeof date === 'string' && /^\d{4}-\d\d-\d\dT/.test(date) && Date.parse(date) > Date.now());
      trial.expect(valid, 'a date in the future', exchange, JSON.stringify(date));
    },
    { needs: ['create', 'a'] },
  ),
  rule('must', 'concurrent', 'POSTs at the same time create as many sessions.', async (trial) => {
    const sessions = await Promise.all(Array.from({ length: CONCURRENT }, () => trial.created()));
    const ids = new Set(sessions.map(({ id }) => id));
    const [first] = sessions;
    if (ids.size < CONCURRENT)
      throw new Failure(`${CONCURRENT} different ids`, `${ids.size} different ids`, first?.exchange);
  }),
  rule(
    'should',
    'idempotency',
    'POSTs of a user with the same `idempotency_key` create one session.',
    async (trial) => {
      const body = JSON.stringify({ idempotency_key: crypto.randomUUID() });
      const [first, second] = await Promise.all([trial.created('a', { body }), trial.created('a', { body })]);
      const third = await trial.created('a', { body });
      const ids = new Set([first.id, second.id, third.id]);
      trial.expect(ids.size === 1, 'the same session three times', third.exchange, `${ids.size} sessions`);
    },
  ),
  rule('should', 'empty-body', 'An empty body is accepted.', async (trial) => {
    trial.expectStatus(await trial.create({ body: '' }), [201]);
  }),
  rule('must', 'anonymous', 'A POST without a user answers 401 and creates no session.', async (trial) => {
    const result = await trial.expectNoCreation(() => trial.create({ user: null }));
    trial.expectStatus(result, [401]);
  }),
  rule('must', 'malformed', 'Malformed JSON answers 4xx and creates no session.', async (trial) => {
    await forEachCase(['{', '{"metadata": }', 'metadata=1', '\u0000'], (body) =>
      rejects(trial, body, ['4xx']),
    );
  }),
  rule('should', 'malformed-400', 'Malformed JSON answers 400.', (trial) => rejects(trial, '{', [400])),
  rule(
    'should',
    'not-object',
    'JSON that is not an object answers 4xx and creates no session.',
    async (trial) => {
      await forEachCase(['[]', '"text"', '1', 'null'], (body) => rejects(trial, body, ['4xx']));
    },
  ),
  rule('must', 'metadata-types', 'Metadata of any type answers 201 or 4xx, never 5xx.', async (trial) => {
    const deep = `${'['.repeat(500)}${']'.repeat(500)}`;
    await forEachCase(
      ['null', '"text"', '[1]', '7', 'true', deep, '{"edocument":[]}', '{"face2face":7}'],
      async (metadata) =>
        trial.expectStatus(await trial.create({ body: `{"metadata":${metadata}}` }), [201, '4xx']),
    );
  }),
  rule(
    'should',
    'metadata-unchecked',
    'Metadata of the page reaches the service only if it is expected.',
    async (trial) => {
      const before = trial.service.creations.length;
      const result = await trial.create({ body: JSON.stringify({ metadata: { [MARK]: { value: MARK } } }) });
      const passedOn = trial.service.creations.slice(before).some(({ body }) => body.includes(MARK));
      trial.expect(
        !passedOn,
        'unknown metadata to be left out or refused',
        result,
        'passed on to the service',
      );
    },
  ),
  rule(
    'must',
    'fields-of-page',
    'The body cannot choose the session, the key or the outcome.',
    async (trial) => {
      const foreign = await trial.service.createSession();
      const fields = { session_id: foreign, api_key: MARK, token: MARK, passed: true, status: 'FINISHED' };
      const session = await trial.create({ body: JSON.stringify(fields) });
      const { session_id } = objectOf(session.json);
      trial.expect(session_id !== foreign, 'a new session, or 4xx', session);
      trial.expectStatus(session, [201, '4xx']);
      const sent = trial.service.creations.at(-1)?.body ?? '';
      trial.expect(!sent.includes(MARK), 'the own key to be sent to the service', session, "the page's");
    },
  ),
  rule(
    'should',
    'content-type-415',
    'A body of another content type answers 415 and creates no session.',
    async (trial) => {
      const result = await trial.expectNoCreation(() =>
        trial.create({ headers: { 'content-type': 'text/plain' }, body: '{"metadata":{}}' }),
      );
      trial.expectStatus(result, [415]);
    },
  ),
  rule(
    'must',
    'too-large',
    'A body that is too large answers 413 or closes the connection.',
    async (trial) => {
      for (const transfer of [undefined, 'chunked'] as const) {
        const filler = 'x'.repeat(trial.target.tooLarge);
        const body = JSON.stringify({ metadata: { filler } });
        const result = await trial.expectNoCreation(() => trial.create({ body, transfer }));
        if (result.problem !== 'closed') trial.expectStatus(result, [413, 400]);
      }
    },
  ),
  rule(
    'should',
    'slow-body',
    'A body that does not end is answered or cut off within the limit.',
    async (trial) => {
      const result = await trial.expectNoCreation(() =>
        trial.create({ body: '{"metadata":', transfer: 'endless' }),
      );
      trial.expect(result.problem !== 'timeout', 'a response such as 408', result);
      if (result.problem === undefined) trial.expectStatus(result, ['4xx']);
    },
  ),
  rule('must', 'methods', 'Other methods than POST create no session and answer 4xx.', async (trial) => {
    await forEachCase(['GET', 'PUT', 'DELETE', 'PATCH'], async (method) => {
      const result = await trial.expectNoCreation(() =>
        trial.send(trial.target.endpoint, { method, user: 'a' }),
      );
      trial.expectStatus(result, ['4xx']);
    });
  }),
  rule('should', 'methods-405', 'Other methods answer 405 with `Allow`.', async (trial) => {
    await forEachCase(['PUT', 'DELETE'], async (method) => {
      const result = await trial.send(trial.target.endpoint, { method, user: 'a' });
      trial.expectStatus(result, [405]);
      const allow = result.headers.allow ?? '';
      trial.expect(/\bPOST\b/.test(allow), 'Allow with POST', result, describeHeader(result, 'Allow'));
    });
  }),
  rule(
    'must',
    'not-repeated',
    'A POST whose answer from the service is lost is not repeated: each one is a paid session.',
    async (trial) => {
      await forEachCase(['lost', 'truncated', 'status-500'] as const, async (fault) => {
        const before = trial.service.creations.length;
        const result = await trial.service.during(fault, 'create', () => trial.create());
        const count = trial.service.creations.length - before;
        trial.expect(
          count <= 1,
          'one request to the service',
          result,
          `${count} requests after the fault ${fault}`,
        );
      });
    },
  ),
];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
