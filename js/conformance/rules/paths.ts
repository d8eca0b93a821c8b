import { type Rule, rulesOf } from '../rule.js';
import type { Trial } from '../trial.js';

const rule = rulesOf('paths', 'errors');

/** Path segments that are not ids of sessions, as they are sent. */
const ODD = [
  '%2e%2e',
  '..%2f..%2fapi%2fflow',
  'a%2Fb',
  'a%5Cb',
  '%00',
  'a%00b',
  '%',
  '%E0%A4%A',
  '%ff%fe',
  '%0d%0aX-Injected:%201',
  '%0aSet-Cookie:%20x=1',
  '%27%22%3E%3Cscript%3E',
  "1'%20OR%20'1'='1",
  '%F0%9F%98%80',
  '%3Fsession_id=1%26flow_api_key=2',
  '__proto__',
  'constructor',
  'undefined',
  `${'a'.repeat(5_000)}`,
];

/** Sends each odd path; none may be taken for a session or break the backend. */
async function eachOdd(trial: Trial, user: 'a' | null): Promise<void> {
  for (const segment of ODD) {
    const result = await trial.readPath(segment, { user, headers: { 'x-flow-token': 'A.A' } });
    trial.expectStatus(result, ['4xx']);
    const injected = result.headers['x-injected'] !== undefined || result.headers['set-cookie'] === 'x=1';
    trial.expect(!injected, 'no header from the path', result, 'one');
  }
}

/** The rules for paths and headers that are not those of `verify`. */
export const pathRules: readonly Rule[] = [
  rule(
    'must',
    'odd-ids',
    'A path that is not the id of a session answers 4xx: encoded slashes, dots, control characters, 5,000 characters.',
    (trial) => eachOdd(trial, 'a'),
    { needs: ['a'] },
  ),
  rule('must', 'odd-ids-anonymous', 'The same without a user.', (trial) => eachOdd(trial, null), {
    needs: [],
  }),
  rule(
    'must',
    'odd-tokens',
    'A token of any characters and of 4,000 characters answers 4xx.',
    async (trial) => {
      const id = '0f0e0d0c-0b0a-4908-8706-050403020100';
      for (const token of ['', ' ', '\u00e9\u00ff', '%00', '{}', '../..', 'a'.repeat(4_000), 'e30.e30.e30'])
        trial.expectStatus(await trial.read({ id, token }), ['4xx']);
    },
    { needs: ['a'] },
  ),
  rule('must', 'more-segments', 'A path with more segments after the id is not a verdict.', async (trial) => {
    const session = await trial.created();
    await trial.service.end(session.id, 'passed');
    for (const path of [`x/../${session.id}/more`, `${session.id}%2f..%2f${session.id}`]) {
      const headers = { ...(session.token !== undefined && { 'x-flow-token': session.token }) };
      trial.expectStatus(await trial.readPath(path, { user: 'a', headers }), ['4xx']);
    }
  }),
  rule(
    'should',
    'head',
    'HEAD and OPTIONS answer without a server error.',
    async (trial) => {
      for (const method of ['HEAD', 'OPTIONS']) {
        const result = await trial.readPath('0f0e0d0c-0b0a-4908-8706-050403020100', { method });
        trial.expectStatus(result, ['4xx', 200, 204]);
        if (method === 'HEAD') trial.expect(result.body === '', 'no body', result);
      }
    },
    { needs: [] },
  ),
  rule(
    'must',
    'service-paths',
    'The backend sends the service only the two requests of the protocol.',
    async (trial) => {
      const session = await trial.created();
      const result = await trial.read(session);
      const other = trial.service.requests.find(({ operation }) => operation === 'other');
      const received = `${other?.method} ${other?.path}`;
      trial.expect(other === undefined, 'POST …/session/create/ and GET …/session/result/', result, received);
    },
  ),
];
