import type { Exchange } from '../exchange.js';
import { Skip } from '../failure.js';
import { type Need, type Rule, rulesOf } from '../rule.js';
import { type CreatedSession, describe, type Trial } from '../trial.js';

const rule = rulesOf('binding', 'security');
const BOTH: readonly Need[] = ['service', 'create', 'a', 'b'];

/** The statuses that refuse a verdict. */
const REFUSED = [401, 403, 404, 410] as const;
/** An id that no session has. */
const UNKNOWN = { id: '0f0e0d0c-0b0a-4908-8706-050403020100' };
/** How long after its lifetime a verdict is requested, in ms. */
const GRACE = 1_100;

/** Creates a session that was passed, so that a verdict that leaks can be seen. */
async function passed(trial: Trial, user: 'a' | 'b' = 'a'): Promise<CreatedSession> {
  const session = await trial.created(user);
  await trial.service.end(session.id, 'passed');
  return session;
}

function tokenOf({ token }: CreatedSession): string {
  if (token === undefined) throw new Skip('the backend issues no tokens');
  return token;
}

/** Returns tokens that were made from a valid one and are not valid. */
export function forgeries(token: string): string[] {
  const change = (at: number) => {
    const other = token[at] === 'A' ? 'B' : 'A';
    return `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
  };
  const parts = token.split('.');
  // One change within each part: the last character of base64 may have unused bits.
  let start = 0;
  const changed = parts.map((part) => {
    const at = start + Math.floor(part.length / 2);
    start += part.length + 1;
    return change(at);
  });
  const forged = [...changed, `${token}A`, token.slice(0, -2), [...token].reverse().join(''), 'A', '.', '..'];
  // A JSON Web Token that claims to need no signature.
  if (parts.length === 3) {
    const head = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    forged.push(`${head}.${parts[1]}.`);
  }
  return forged.filter((each) => each !== token);
}

/** The rules that bind a session to its user. */
export const bindingRules: readonly Rule[] = [
  rule(
    'must',
    'anonymous',
    'A verdict without a user answers 401, with the right token, too.',
    async (trial) => {
      trial.expectStatus(await trial.read(await passed(trial), { user: null }), [401]);
    },
  ),
  rule(
    'must',
    'other-user',
    "Another user cannot read a verdict, with the first user's token or without.",
    async (trial) => {
      const session = await passed(trial);
      for (const token of [session.token, null])
        trial.expectStatus(
          await trial.read(session, { user: 'b', ...(token !== undefined && { token }) }),
          REFUSED,
        );
    },
    { needs: BOTH },
  ),
  rule(
    'must',
    'own-token-other-session',
    "A user's own token does not open another user's session.",
    async (trial) => {
      const session = await passed(trial);
      const { token } = await passed(trial, 'b');
      trial.expectStatus(await trial.read(session, { user: 'b', token: token ?? null }), REFUSED);
    },
    { needs: BOTH },
  ),
  rule(
    'must',
    'other-user-forged',
    "Another user cannot read a verdict with a token made from the first user's.",
    async (trial) => {
      const session = await passed(trial);
      for (const token of forgeries(tokenOf(session)))
        trial.expectStatus(await trial.read(session, { user: 'b', token }), REFUSED);
    },
    { needs: BOTH },
  ),
  rule('must', 'altered-token', 'An altered token is refused.', async (trial) => {
    const session = await passed(trial);
    for (const token of forgeries(tokenOf(session)))
      trial.expectStatus(await trial.read(session, { token }), REFUSED);
  }),
  rule('must', 'no-token', 'A backend that issues tokens refuses a request without one.', async (trial) => {
    const session = await passed(trial);
    tokenOf(session);
    trial.expectStatus(await trial.read(session, { token: null }), REFUSED);
  }),
  rule(
    'must',
    'token-of-session',
    "A token is for one session: that of the user's other session is refused.",
    async (trial) => {
      const [first, second] = [await passed(trial), await passed(trial)];
      trial.expectStatus(await trial.read(first, { token: tokenOf(second) }), REFUSED);
    },
  ),
  rule('must', 'foreign-session', 'A session that the backend has not created is refused.', async (trial) => {
    const id = await trial.service.createSession();
    await trial.service.end(id, 'passed');
    const { token } = await trial.created();
    for (const each of [token, undefined]) trial.expectStatus(await trial.read({ id, token: each }), REFUSED);
  }),
  rule(
    'should',
    'same-answer',
    'Unknown sessions and those of other users get the same 404, so that ids cannot be probed.',
    async (trial) => {
      const session = await passed(trial);
      const withoutId = ({ status, body }: Exchange) =>
        `${status} ${body.replaceAll(/[\da-f-]{36}/gi, 'ID')}`;
      const unknown = await trial.read(UNKNOWN, { user: 'b', token: session.token ?? null });
      const foreign = await trial.read(session, { user: 'b' });
      trial.expectStatus(unknown, [404]);
      trial.expect(
        withoutId(foreign) === withoutId(unknown),
        `as for an unknown id: ${describe(unknown)}`,
        foreign,
      );
    },
    { needs: BOTH },
  ),
  rule(
    'must',
    'unknown-session',
    'An unknown session answers 404: `verify` with `resume` then creates a new one.',
    async (trial) => trial.expectStatus(await trial.read(UNKNOWN), [404, 410]),
    { needs: ['a'], section: 'errors' },
  ),
  rule(
    'must',
    'anonymous-unknown',
    'A request for an unknown session without a user answers 401 or 404.',
    async (trial) => trial.expectStatus(await trial.read(UNKNOWN, { user: null }), [401, 404]),
    { needs: [], section: 'errors' },
  ),
  rule(
    'should',
    'service-not-called',
    'The service is not asked for a session of another user.',
    async (trial) => {
      const session = await trial.created();
      const before = trial.service.requests.length;
      const result = await trial.read(session, { user: 'b' });
      const count = trial.service.requests.length - before;
      trial.expect(count === 0, 'no request to the service', result, `${count}`);
    },
    { needs: BOTH },
  ),
  rule(
    'should',
    'expiry',
    'A verdict can no longer be read after its lifetime.',
    async (trial) => {
      const session = await passed(trial);
      await new Promise((resolve) => setTimeout(resolve, (trial.target.lifetime ?? 0) + GRACE));
      trial.expectStatus(await trial.read(session), [404, 410]);
    },
    { needs: ['service', 'create', 'a', 'lifetime'], section: 'options' },
  ),
];
