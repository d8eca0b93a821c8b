/** The first requests of a run: they find options that are wrong, because of which every rule would fail. */
import type { Exchange, User } from './exchange.js';
import type { Need } from './rule.js';
import { eventOf, post } from './rules/webhook.js';
import { rulesMatching } from './rules.js';
import { objectOf, type Target, Trial } from './trial.js';

/** The id of no session. */
const UNKNOWN = '0f0e0d0c-0b0a-4908-8706-050403020100';

/**
 * Returns which option is wrong: a user who is not signed in, a path of the endpoint or of the webhook, or the webhook's
 * secret. Returns `undefined` if none is, and for options that no rule needs. Without the stand-in for the service, it
 * creates no session.
 *
 * @param only see `RunOptions`
 */
export async function findWrongOption(target: Target, only: readonly string[]): Promise<string | undefined> {
  const trial = new Trial(target);
  const needed = new Set<Need>(rulesMatching(only).flatMap(({ needs }) => needs));
  let sessionId: unknown;
  for (const user of ['a', 'b'] as const) {
    if (!needed.has(user) || !target.users[user]) continue;
    const result = target.service ? await trial.create({ user }) : await trial.readPath(UNKNOWN, { user });
    const problem = problemOf(result, user, target);
    if (problem !== undefined) return problem;
    sessionId ??= objectOf(result.json).session_id;
  }
  if (!needed.has('webhook') || target.webhook === undefined || typeof sessionId !== 'string')
    return undefined;
  const { status } = await post(trial, eventOf(sessionId, { event: 'flow.start', data: {} }));
  if (![401, 403, 404].includes(status)) return undefined;
  return `The webhook answers an event with ${status}: check the path and the secret in --webhook.`;
}

function problemOf({ status, sent }: Exchange, user: User, { endpoint }: Target): string | undefined {
  if (status === 401) {
    const options = `--user-${user}-header, --user-${user}-cookies or --user-command`;
    return `The user ${user} gets 401: check ${options}.`;
  }
  if (status === 404 && sent.method === 'POST')
    return `A POST to ${endpoint} answers 404: check the path of the URL.`;
  return undefined;
}
