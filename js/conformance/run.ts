import type { Exchange } from './exchange.js';
import { Failure, Skip } from './failure.js';
import { createRedactor, curlOf } from './redact.js';
import type { Level, Need, Rule } from './rule.js';
import { rulesMatching } from './rules.js';
import { type Target, Trial } from './trial.js';

/** What a broken rule expected, and what it received. */
export interface Finding {
  readonly expected: string;
  readonly received: string;
  /** The request as a command line of curl, without secrets. */
  readonly request?: string;
}

/** What came of one rule. If it failed, it has the fields of a {@link Finding}. */
export interface Outcome extends Partial<Finding> {
  readonly id: string;
  readonly level: Level;
  readonly text: string;
  /** The fragment of the section in docs/server.md. */
  readonly section: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why the rule was skipped. */
  readonly reason?: string;
  /** The option of the command without which the rule is skipped. */
  readonly option?: string;
  /** The other cases that failed, of a rule with several. */
  readonly more?: readonly Finding[];
  /** The duration in ms. */
  readonly ms: number;
}

/** What came of a run. It contains no secrets. */
export interface Report {
  readonly endpoint: string;
  readonly outcomes: readonly Outcome[];
  /** How many rules passed, failed by level, and were skipped. */
  readonly counts: Readonly<Record<'passed' | 'must' | 'should' | 'skipped', number>>;
}

/** How to run the rules. */
export interface RunOptions {
  /** Only the rules whose ids begin with one of these. Default: all. */
  readonly only?: readonly string[];
  /** Whether requests that may create a session are allowed. */
  readonly create: boolean;
  /** Called when a rule begins. */
  readonly onRule?: ((rule: Rule) => void) | undefined;
}

/** Why a rule that needs something is skipped. */
const REASONS: Record<Need, string> = {
  service: 'needs the stand-in for the service',
  create: 'may create a session',
  a: 'needs a user',
  b: 'needs a second user',
  webhook: 'needs the URL of the webhook',
  origin: 'needs an allowed origin',
  lifetime: 'needs the lifetime of verdicts',
};
/** The option that gives a rule what it needs. */
const OPTIONS: Partial<Record<Need, string>> = {
  create: '--allow-create',
  a: '--user-a-header',
  b: '--user-b-header',
  webhook: '--webhook',
  origin: '--allowed-origin',
  lifetime: '--lifetime',
};

/** Runs the rules one after the other, since the faults of the service apply to every request. */
export async function runRules(target: Target, { only = [], create, onRule }: RunOptions): Promise<Report> {
  const trial = new Trial(target);
  const redact = createRedactor(target);
  const available: Record<Need, boolean> = {
    service: target.service !== undefined,
    create,
    a: target.users.a !== undefined,
    b: target.users.b !== undefined,
    webhook: target.webhook !== undefined,
    origin: target.allowedOrigin !== undefined,
    lifetime: target.lifetime !== undefined,
  };
  const outcomes: Outcome[] = [];
  for (const rule of rulesMatching(only)) {
    const { id, level, text, section, needs } = rule;
    onRule?.(rule);
    const began = performance.now();
    const missing = needs.find((need) => !available[need]);
    const result = missing ? skipped(missing) : await runOne(rule);
    outcomes.push({ id, level, text, section, ...result, ms: Math.round(performance.now() - began) });
  }
  const count = (accept: (outcome: Outcome) => boolean) => outcomes.filter(accept).length;
  return {
    endpoint: redact(target.endpoint),
    outcomes,
    counts: {
      passed: count(({ status }) => status === 'passed'),
      must: count(({ status, level }) => status === 'failed' && level === 'must'),
      should: count(({ status, level }) => status === 'failed' && level === 'should'),
      skipped: count(({ status }) => status === 'skipped'),
    },
  };

  async function runOne(rule: Rule): Promise<Omit<Outcome, keyof Rule | 'ms'>> {
    try {
      await rule.run(trial);
      return { status: 'passed' };
    } catch (error) {
      if (error instanceof Skip) return { status: 'skipped', reason: error.message };
      if (!(error instanceof Failure)) throw error;
      const more = error.more.map(findingOf);
      return { status: 'failed', ...findingOf(error), ...(more.length > 0 && { more }) };
    }
  }

  function findingOf({ expected, received, exchange }: Failure): Finding {
    const request = exchange && { request: redact(curlOf(exchange, target.users)) };
    return { expected: redact(expected), received: redact(received), ...request };
  }
}

function skipped(missing: Need): Pick<Outcome, 'status' | 'reason' | 'option'> {
  const option = OPTIONS[missing];
  return option === undefined
    ? { status: 'skipped', reason: REASONS[missing] }
    : { status: 'skipped', reason: `${REASONS[missing]}: add ${option}`, option };
}

/** What {@link checkEndpoint} may do. */
export interface SafeOptions {
  /** The endpoint: the URL that `verify` gets. */
  readonly endpoint: string;
  /** The headers of the users; without them, only requests without a user are sent. */
  readonly users?: Target['users'];
  /** An origin whose pages may use the endpoint. */
  readonly allowedOrigin?: string | undefined;
  /** Whether requests that create sessions are allowed. Each session is paid. Default: `false`. */
  readonly create?: boolean;
  /** The time limit of a response, in ms. Default: 30,000. */
  readonly limit?: number;
  readonly only?: readonly string[];
  readonly onRule?: (rule: Rule) => void;
}

/**
 * Checks an endpoint that runs with the real service: only the rules that need no stand-in for it, and without `create`,
 * only those whose requests create no session even if the backend is faulty.
 */
export function checkEndpoint({
  endpoint,
  users = {},
  allowedOrigin,
  create = false,
  limit = DEFAULT_LIMIT,
  ...options
}: SafeOptions): Promise<Report> {
  return runRules({ endpoint, users, allowedOrigin, limit, tooLarge: 0 }, { ...options, create });
}

/** The time limit of a response, in ms: `verify` gives up on a request after it. */
export const DEFAULT_LIMIT = 30_000;
/** The length of a body that is too large, in bytes. */
export const DEFAULT_TOO_LARGE = 8 * 1024 * 1024;

/** Returns whether the endpoint can be reached; sends one request that creates nothing. */
export async function isReachable(target: Target): Promise<boolean> {
  const { problem }: Exchange = await new Trial(target).send(target.endpoint, { method: 'OPTIONS' });
  return problem !== 'unreachable';
}
