// A session as a pure state machine: event in, new state out. It does not touch the DOM.

/** Code of a technology, as in the service's API. */
export type Technology = 'LDHP' | 'DR' | 'ED' | 'F2F';

/** Types of failure in the service's results. */
export const FAILURE_TYPES = [
  'SERVICE_ERROR',
  'REQUEST_ERROR',
  'CLIENT',
  'CALC_RESULT',
  'OTHER',
  'NO_CAM',
  'TIMEOUT',
] as const;
export type FailureType = (typeof FAILURE_TYPES)[number];

/** Why a session failed; the shape of an entry of `failure_reasons`. */
export interface Failure {
  readonly type: FailureType;
  readonly detail: string;
}

/** The result of a completed step. */
export interface StepResult {
  readonly code: Technology;
  readonly passed: boolean;
}

export type Status = 'intro' | 'running' | 'finished' | 'failed' | 'cancelled';

export interface Flow {
  readonly status: Status;
  /** The technologies in order; a swap replaces an entry. */
  readonly plan: readonly Technology[];
  /** Technologies that the user can swap for one another. */
  readonly interchangeable: readonly Technology[];
  /** Index into `plan` of the current step, while running. */
  readonly position: number;
  /** Results of the completed steps, in the order of `plan`. */
  readonly results: readonly StepResult[];
  readonly failures: readonly Failure[];
}

export type FlowEvent =
  | { readonly type: 'begin' }
  | { readonly type: 'pass' }
  | { readonly type: 'fail'; readonly failure: Failure }
  | { readonly type: 'swap'; readonly to: Technology }
  | { readonly type: 'leave' };

/** The failure of a cancelled session, with the detail that the service documents. */
export const ABORTED: Failure = { type: 'CLIENT', detail: 'Operation aborted by user' };

const CODES: Readonly<Record<string, Technology>> = {
  ld: 'LDHP',
  ldhp: 'LDHP',
  liveness: 'LDHP',
  dr: 'DR',
  document_recognition: 'DR',
  ed: 'ED',
  edocument: 'ED',
  f2f: 'F2F',
  face2face: 'F2F',
};

/**
 * Returns the code of a technology, or `undefined` for an unknown name. The service's guide has several
 * names for the same technology, such as `LD` and `LDHP`.
 */
export function technologyOf(name: unknown): Technology | undefined {
  const key = String(name).toLowerCase();
  return Object.hasOwn(CODES, key) ? CODES[key] : undefined;
}

export function newFlow(plan: readonly Technology[], interchangeable: readonly Technology[] = []): Flow {
  return { status: 'intro', plan, interchangeable, position: 0, results: [], failures: [] };
}

/** Returns the technology of the current step, if the flow is running. */
export function current(flow: Flow): Technology | undefined {
  return flow.status === 'running' ? flow.plan[flow.position] : undefined;
}

/** Returns the technologies that can replace the current one; never one that is already in the plan. */
export function alternatives(flow: Flow): readonly Technology[] {
  const now = current(flow);
  if (!now || !flow.interchangeable.includes(now)) return [];
  return flow.interchangeable.filter((code) => !flow.plan.includes(code));
}

/** Returns which of the two photos the comparison has to ask for: the user's face, the reference, or both. */
export function missingPhotos(flow: Flow, photoGiven: boolean): { face: boolean; reference: boolean } {
  const passed = (code: Technology): boolean =>
    flow.results.some((result) => result.code === code && result.passed);
  return { face: !passed('LDHP'), reference: !(photoGiven || passed('DR') || passed('ED')) };
}

const isOver = (flow: Flow): boolean => flow.status !== 'intro' && flow.status !== 'running';

/** Returns the next state; the same object if the event does not apply to the current state. */
export function advance(flow: Flow, event: FlowEvent): Flow {
  if (isOver(flow)) return flow;
  if (event.type === 'leave') {
    return { ...flow, status: 'cancelled', failures: [...flow.failures, ABORTED] };
  }
  if (flow.status === 'intro') {
    if (event.type !== 'begin') return flow;
    return { ...flow, status: flow.plan.length ? 'running' : 'finished' };
  }
  const code = flow.plan[flow.position];
  if (!code) return flow;
  switch (event.type) {
    case 'pass': {
      const position = flow.position + 1;
      return {
        ...flow,
        position,
        results: [...flow.results, { code, passed: true }],
        status: position < flow.plan.length ? 'running' : 'finished',
      };
    }
    case 'fail':
      return {
        ...flow,
        status: 'failed',
        results: [...flow.results, { code, passed: false }],
        failures: [...flow.failures, event.failure],
      };
    case 'swap':
      if (!alternatives(flow).includes(event.to)) return flow;
      return { ...flow, plan: flow.plan.map((old, index) => (index === flow.position ? event.to : old)) };
    default:
      return flow;
  }
}
