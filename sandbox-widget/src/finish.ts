// Builds the two records of a session's end: the report to the sandbox service and the detail of the
// `finish` event.
import type { Report } from './api';
import type { Locale } from './config';
import type { Failure } from './failures';
import type { Flow, StepResult } from './flow';

/**
 * Detail of the stand-in's `finish` event. It can be serialised as JSON. The detail of the real widget is not
 * documented, so pages must not rely on these fields.
 */
export interface FinishDetail {
  readonly id: string;
  readonly session_id: string;
  readonly status: 'finished' | 'cancelled' | 'failed';
  readonly technologies: readonly StepResult[];
  readonly failure_reasons: readonly Failure[];
  readonly locale: Locale;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly finished_at: string;
  /** Marks the result as simulated. */
  readonly sandbox: true;
}

/** The values that the user entered in the e-document form. */
export interface FormValues {
  readonly iin: string;
  readonly phone: string;
}

const OUTCOMES = { finished: 'completed', cancelled: 'cancelled', failed: 'failed' } as const;

type FinalStatus = keyof typeof OUTCOMES;

/** Returns the final status of a flow; a flow that has not ended counts as cancelled. */
const finalStatus = ({ status }: Flow): FinalStatus =>
  status === 'finished' || status === 'failed' ? status : 'cancelled';

/** Returns the report for the sandbox service; it includes `form` only if the e-document step was completed. */
export function reportOf(flow: Flow, form?: FormValues): Report {
  const failure = flow.failures[0];
  const codes = flow.results.map(({ code }) => code);
  return {
    outcome: OUTCOMES[finalStatus(flow)],
    technologies: Object.fromEntries(flow.results.map(({ code, passed }) => [code, { passed }])),
    ...(form && codes.includes('ED') ? { edocument: form } : {}),
    ...(failure ? { failure } : {}),
  };
}

/** Returns the detail of the `finish` event. */
export function detailOf(
  flow: Flow,
  id: string,
  locale: Locale,
  startedAt: Date,
  finishedAt: Date,
): FinishDetail {
  return {
    id,
    session_id: id,
    status: finalStatus(flow),
    technologies: flow.results.map(({ code, passed }) => ({ code, passed })),
    failure_reasons: flow.failures.map(({ type, detail }) => ({ type, detail })),
    locale,
    started_at: startedAt.toISOString(),
    finished_at: finishedAt.toISOString(),
    sandbox: true,
  };
}
