import type { Trial } from './trial.js';

/** How much a rule matters: `must` is part of the protocol, `should` is good practice. */
export type Level = 'must' | 'should';

/**
 * What a rule needs, besides a backend that can be reached: the stand-in for the service, the permission to send requests
 * that may create sessions, the users, the webhook's URL, an allowed origin, or the lifetime of verdicts.
 */
export type Need = 'service' | 'create' | 'a' | 'b' | 'webhook' | 'origin' | 'lifetime';

/** A rule of the protocol between `verify` and a backend. */
export interface Rule {
  /** The area and the name, such as `create/status`. */
  readonly id: string;
  readonly level: Level;
  /** What a backend does that keeps the rule. */
  readonly text: string;
  /** The section of docs/server.md, as the fragment of a link. */
  readonly section: string;
  readonly needs: readonly Need[];
  /** @throws Failure, Skip */
  run(trial: Trial): Promise<void>;
}

/** Everything that most rules need: the stand-in, and the first user's sessions. */
const SESSIONS: readonly Need[] = ['service', 'create', 'a'];

/** Returns a function that makes the rules of one area. */
export const rulesOf =
  (area: string, section: string) =>
  (
    level: Level,
    name: string,
    text: string,
    run: Rule['run'],
    { needs = SESSIONS, section: other = section }: { needs?: readonly Need[]; section?: string } = {},
  ): Rule => ({ id: `${area}/${name}`, level, text, section: other, needs, run });
