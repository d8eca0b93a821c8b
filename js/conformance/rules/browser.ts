/** The rules for requests of web pages: CSRF protection and CORS. */
import type { Exchange } from '../exchange.js';
import { forEachCase } from '../failure.js';
import { type Need, type Rule, rulesOf } from '../rule.js';
import { describeHeader, type Options, type Trial } from '../trial.js';

const csrf = rulesOf('csrf', 'csrf-protection');
const cors = rulesOf('cors', 'errors');

const EVIL = 'https://other-site.example';
const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';
const ALLOW_HEADERS = 'Access-Control-Allow-Headers';
const EXPOSE_HEADERS = 'Access-Control-Expose-Headers';
const UNKNOWN = '0f0e0d0c-0b0a-4908-8706-050403020100';
const ORIGIN: readonly Need[] = ['create', 'a', 'origin'];

/** Sends a POST with headers of a page, and expects that it is refused. */
async function refuses(trial: Trial, headers: Record<string, string>, options: Options = {}): Promise<void> {
  const result = await trial.expectNoCreation(() => trial.create({ ...options, headers }));
  trial.expectStatus(result, ['4xx']);
}

/** The rules for POSTs of other sites. */
export const csrfRules: readonly Rule[] = [
  csrf('must', 'cross-site', 'A POST of a page of another site is refused and creates no session.', (trial) =>
    refuses(trial, { origin: EVIL, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }),
  ),
  csrf('must', 'origin-only', 'The same in a browser without `Sec-Fetch-Site`.', (trial) =>
    refuses(trial, { origin: EVIL }),
  ),
  csrf('must', 'null-origin', 'A POST of a page whose origin is `null` is refused.', async (trial) => {
    await forEachCase([{ 'sec-fetch-site': 'cross-site' }, {}], (headers) =>
      refuses(trial, { origin: 'null', ...headers }),
    );
  }),
  csrf('must', 'form', 'A form of another site, which needs no preflight, is refused.', async (trial) => {
    const headers = { origin: EVIL, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    await forEachCase(['text/plain', 'application/x-www-form-urlencoded'], (type) =>
      refuses(trial, { ...headers, 'content-type': type }, { body: '{"metadata":{}}' }),
    );
  }),
  csrf('should', 'same-site', 'A POST of a page of another subdomain is refused.', (trial) =>
    refuses(trial, { origin: EVIL, 'sec-fetch-site': 'same-site' }),
  ),
  csrf(
    'must',
    'similar-origin',
    'An origin that only begins or ends like the own one is refused.',
    async (trial) => {
      const { host, protocol } = new URL(trial.target.endpoint);
      const origins = [`${protocol}//${host}.other-site.example`, `${protocol}//other-${host}`];
      await forEachCase(origins, (origin) => refuses(trial, { origin }));
    },
  ),
  csrf(
    'must',
    'same-origin',
    'A POST of a page of the same origin creates a session.',
    async (trial) => {
      await forEachCase([{ 'sec-fetch-site': 'same-origin' }, {}], async (headers) =>
        trial.expectStatus(await trial.create({ headers: { origin: trial.origin, ...headers } }), [201]),
      );
    },
    { needs: ['create', 'a'] },
  ),
  csrf(
    'should',
    'code-403',
    'A POST that the CSRF protection refuses answers 403.',
    async (trial) =>
      trial.expectStatus(
        await trial.create({ headers: { origin: EVIL, 'sec-fetch-site': 'cross-site' } }),
        [403],
      ),
    { needs: ['create', 'a'], section: 'errors' },
  ),
];

const preflight = (trial: Trial, url: string, method: string, origin: string) =>
  trial.send(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'content-type,x-flow-token',
    },
  });

function expectNotAllowed(trial: Trial, result: Exchange): void {
  const allowed = result.headers['access-control-allow-origin'];
  const isOpen = allowed === '*' || allowed === EVIL || allowed === 'null';
  trial.expect(
    !isOpen,
    'no Access-Control-Allow-Origin for another site',
    result,
    describeHeader(result, ALLOW_ORIGIN),
  );
  trial.expect(result.status < 500, 'a status below 500', result);
}

function expectAllowed(trial: Trial, result: Exchange): void {
  const { allowedOrigin } = trial.target;
  const allowed = result.headers['access-control-allow-origin'];
  trial.expect(
    allowed === allowedOrigin,
    `${ALLOW_ORIGIN}: ${allowedOrigin}`,
    result,
    describeHeader(result, ALLOW_ORIGIN),
  );
}

const hasToken = (list: string | undefined, token: string) =>
  (list ?? '').split(',').some((each) => each.trim().toLowerCase() === token);

/** Returns the URL of a verdict. */
const verdictUrl = (trial: Trial) => `${trial.target.endpoint.split('?')[0]?.replace(/\/$/, '')}/${UNKNOWN}`;

/** The rules for pages of other origins. */
export const corsRules: readonly Rule[] = [
  cors(
    'must',
    'unknown-origin',
    'No response allows an origin that is not configured, and none allows `*`.',
    async (trial) => {
      const { endpoint } = trial.target;
      expectNotAllowed(trial, await preflight(trial, endpoint, 'POST', EVIL));
      expectNotAllowed(trial, await preflight(trial, verdictUrl(trial), 'GET', EVIL));
      for (const origin of [EVIL, 'null'])
        expectNotAllowed(trial, await trial.send(verdictUrl(trial), { headers: { origin } }));
    },
    { needs: [] },
  ),
  cors(
    'must',
    'preflight',
    "The preflight of the allowed origin allows both requests' headers.",
    async (trial) => {
      const { allowedOrigin = '', endpoint } = trial.target;
      for (const [url, method] of [
        [endpoint, 'POST'],
        [verdictUrl(trial), 'GET'],
      ] as const) {
        const result = await preflight(trial, url, method, allowedOrigin);
        trial.expectStatus(result, [200, 204]);
        expectAllowed(trial, result);
        const list = result.headers['access-control-allow-headers'];
        const received = describeHeader(result, ALLOW_HEADERS);
        for (const name of ['content-type', 'x-flow-token'])
          trial.expect(hasToken(list, name), `${ALLOW_HEADERS} with ${name}`, result, received);
      }
    },
    { needs: ['origin'] },
  ),
  cors(
    'must',
    'response',
    'Every response allows the allowed origin, also an error.',
    async (trial) => {
      const headers = { origin: trial.target.allowedOrigin ?? '', 'sec-fetch-site': 'cross-site' };
      const session = await trial.created('a', { headers });
      expectAllowed(trial, session.exchange);
      expectAllowed(trial, await trial.read(session, { headers }));
      expectAllowed(trial, await trial.create({ headers, user: null }));
    },
    { needs: ORIGIN },
  ),
  cors(
    'must',
    'vary',
    'A response that depends on the origin has `Vary: Origin`.',
    async (trial) => {
      const result = await trial.create({ headers: { origin: trial.target.allowedOrigin ?? '' } });
      const { vary } = result.headers;
      trial.expect(
        hasToken(vary, 'origin') || vary === '*',
        'Vary: Origin',
        result,
        describeHeader(result, 'Vary'),
      );
    },
    { needs: ORIGIN, section: 'security' },
  ),
  cors(
    'should',
    'expose',
    '`Retry-After` is exposed to the allowed origin.',
    async (trial) => {
      const result = await trial.create({ headers: { origin: trial.target.allowedOrigin ?? '' } });
      const list = result.headers['access-control-expose-headers'];
      const received = describeHeader(result, EXPOSE_HEADERS);
      trial.expect(hasToken(list, 'retry-after'), `${EXPOSE_HEADERS} with Retry-After`, result, received);
    },
    { needs: ORIGIN },
  ),
];
