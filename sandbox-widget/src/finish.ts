// What is said at the end: the report to the service and the detail of the page's `finish` event.
import type { Report } from './api';
import type { Locale } from './config';
import type { Failure, Flow, Passage } from './steps';

/** The detail of the `finish` event: plain, and it survives JSON. */
export interface Detail {
  readonly id: string;
  readonly session_id: string;
  readonly status: 'finished' | 'cancelled' | 'failed';
  readonly technologies: readonly Passage[];
  readonly failure_reasons: readonly Failure[];
  readonly locale: Locale;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly finished_at: string;
  /** Says that no real verification took place. */
  readonly sandbox: true;
}

/** What the person entered for the e-document. */
export interface Entered {
  readonly iin: string;
  readonly phone: string;
}

const OUTCOMES = { finished: 'completed', cancelled: 'cancelled', failed: 'failed' } as const;

export type Ending = keyof typeof OUTCOMES;

/** How a flow ended; one that has not is taken for left. */
export const endingOf = ({ status }: Flow): Ending =>
  status === 'finished' || status === 'failed' ? status : 'cancelled';

export function reportOf(flow: Flow, entered?: Entered): Report {
  const failure = flow.failures[0];
  const codes = flow.passages.map(({ code }) => code);
  return {
    outcome: OUTCOMES[endingOf(flow)],
    technologies: Object.fromEntries(flow.passages.map(({ code, passed }) => [code, { passed }])),
    ...(entered && codes.includes('ED') ? { edocument: entered } : {}),
    ...(failure ? { failure } : {}),
  };
}

export function detailOf(flow: Flow, id: string, locale: Locale, startedAt: Date, finishedAt: Date): Detail {
  return {
    id,
    session_id: id,
    status: endingOf(flow),
    technologies: flow.passages.map(({ code, passed }) => ({ code, passed })),
    failure_reasons: flow.failures.map(({ type, detail }) => ({ type, detail })),
    locale,
    started_at: startedAt.toISOString(),
    finished_at: finishedAt.toISOString(),
    sandbox: true,
  };
}
