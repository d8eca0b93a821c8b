import type { Exchange } from '../exchange.js';
import { Failure } from '../failure.js';
import { ERROR_MARK, type FaultName } from '../faults.js';
import { type Rule, rulesOf } from '../rule.js';
import { describeHeader, objectOf, type Trial } from '../trial.js';

const rule = rulesOf('errors', 'errors');

/** Creates and reads while the service has a fault; `inspect` gets each response. */
async function withFault(
  trial: Trial,
  fault: FaultName,
  inspect: (result: Exchange, operation: 'create' | 'result') => void,
): Promise<void> {
  const session = await trial.created();
  const { service } = trial;
  inspect(await service.during(fault, 'create', () => trial.create()), 'create');
  inspect(await service.during(fault, 'result', () => trial.read(session)), 'result');
}

/** A temporary failure must not end a verification: `verify` asks again only if the error is retryable. */
function expectRetryable(trial: Trial, result: Exchange, operation: 'create' | 'result'): void {
  trial.expectStatus(result, ['5xx', 429]);
  const { retryable } = objectOf(objectOf(result.json).error);
  if (operation === 'result') trial.expect(retryable !== false, '`retryable: true`', result);
}

/** A rule for a fault that a later request does not meet. */
const temporary = (name: string, fault: FaultName, text: string): Rule =>
  rule('must', name, text, (trial) =>
    withFault(trial, fault, (result, operation) => expectRetryable(trial, result, operation)),
  );

/** A rule for an answer that the backend must not take for a session or a result. */
const invalid = (name: string, fault: FaultName, text: string): Rule =>
  rule('must', name, text, (trial) =>
    withFault(trial, fault, (result) => trial.expectStatus(result, ['5xx'])),
  );

/** The rules for the service's failures, and for the form of errors. */
export const errorRules: readonly Rule[] = [
  rule(
    'must',
    'shape',
    'Errors have the body `{ "error": { "code", "message", "retryable" } }`.',
    async (trial) => {
      trial.expectError(await trial.create({ user: null }), [401]);
      trial.expectError(await trial.create({ body: '{' }), ['4xx']);
      trial.expectError(await trial.read({ id: '0f0e0d0c-0b0a-4908-8706-050403020100' }), ['4xx']);
      await withFault(trial, 'status-500', (result) => trial.expectError(result, ['5xx']));
    },
  ),
  temporary('service-500', 'status-500', 'A 500 of the service answers 5xx, retryable for a verdict.'),
  temporary('service-503', 'status-503', 'A 503 of the service answers 5xx, retryable for a verdict.'),
  temporary('service-lost', 'lost', 'A lost connection to the service answers 5xx, retryable for a verdict.'),
  rule('should', 'service-502', 'Failures of the service answer 502.', (trial) =>
    withFault(trial, 'status-500', (result) => trial.expectStatus(result, [502])),
  ),
  rule('must', 'service-403', 'A wrong API key answers 5xx: it is not an error of the user.', (trial) =>
    withFault(trial, 'status-403', (result) => trial.expectStatus(result, ['5xx'])),
  ),
  rule('must', 'service-404', 'A session that the service does not know answers 404.', async (trial) => {
    const session = await trial.created();
    trial.expectStatus(
      await trial.service.during('status-404', 'result', () => trial.read(session)),
      [404, 410],
    );
  }),
  rule('should', 'service-429', '429 and `Retry-After` of the service are passed on.', async (trial) => {
    const session = await trial.created();
    const result = await trial.service.during('status-429', 'result', () => trial.read(session));
    trial.expectStatus(result, [429]);
    const delay = result.headers['retry-after'];
    trial.expect(delay === '60', 'Retry-After: 60', result, describeHeader(result, 'Retry-After'));
  }),
  invalid('service-html', 'html', 'HTML in place of JSON answers 5xx.'),
  invalid('service-empty', 'empty', 'An empty answer of the service answers 5xx.'),
  invalid('service-list', 'list', 'JSON of the service that is not an object answers 5xx.'),
  invalid('service-truncated', 'truncated', 'An answer of the service that breaks off answers 5xx.'),
  rule('should', 'service-huge', 'An answer of the service of 96 MiB is not read to its end.', (trial) =>
    withFault(trial, 'huge', (result) => trial.expectStatus(result, ['5xx'])),
  ),
  rule('must', 'service-redirect', 'A redirect of the service is not followed with the API key.', (trial) =>
    withFault(trial, 'redirect', (result) => {
      const { key, strayed } = trial.service;
      const leaked = strayed.some(
        ({ body, query }) => body.includes(key) || [...query.values()].includes(key),
      );
      strayed.length = 0;
      if (leaked) throw new Failure('no request to another server', 'the API key was sent there', result);
      trial.expectStatus(result, ['5xx']);
    }),
  ),
  rule(
    'should',
    'details',
    "The text of the service's errors is not passed on to the browser.",
    async (trial) => {
      for (const fault of ['status-400', 'status-403', 'status-500', 'html'] as const)
        await withFault(trial, fault, (result) =>
          trial.expect(!result.body.includes(ERROR_MARK), 'a text of the backend', result),
        );
    },
  ),
  rule('must', 'recovers', 'After failures of the service, the backend works as before.', async (trial) => {
    const session = await trial.created();
    await trial.service.end(session.id, 'passed');
    await trial.service.during('status-500', 'result', () => trial.read(session));
    const result = await trial.read(session);
    trial.expect(trial.verdictIn(result, session)?.passed === true, '`passed: true`', result);
  }),
];

const limit = rulesOf('limits', 'when-verify-asks');

/** A rule for a service that does not finish its answer. */
const limited = (level: 'must' | 'should', name: string, fault: FaultName, text: string): readonly Rule[] =>
  (['create', 'result'] as const).map((operation) =>
    limit(
      level,
      `${name}-${operation}`,
      text.replace('%', operation === 'create' ? 'A POST' : 'A GET'),
      async (trial) => {
        const session = await trial.created();
        const result = await trial.service.during(fault, operation, () =>
          operation === 'create' ? trial.create() : trial.read(session),
        );
        trial.expect(
          result.problem !== 'timeout',
          `a response within ${trial.target.limit / 1_000} s`,
          result,
        );
        expectRetryable(trial, result, operation);
      },
    ),
  );

/** The rules for time limits. `verify` gives up on a request after 30 s. */
export const limitRules: readonly Rule[] = [
  ...limited(
    'must',
    'service-hangs',
    'hang',
    '% is answered within the limit although the service does not answer.',
  ),
  ...limited(
    'should',
    'service-drips',
    'drip',
    '% is answered within the limit although the service sends a byte now and then.',
  ),
];
