// The way through a session as a pure state machine: event in, new state out. It knows no DOM.

/** A technology's code, as the service writes it. */
export type Technology = 'LDHP' | 'DR' | 'ED' | 'F2F';

/** Kinds of failure that the service's results name. */
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

/** Why a session did not end well; the shape of an entry of `failure_reasons`. */
export interface Failure {
  readonly type: FailureType;
  readonly detail: string;
}

/** A technology that the person went through, and how it ended. */
export interface Passage {
  readonly code: Technology;
  readonly passed: boolean;
}

export type Status = 'intro' | 'running' | 'finished' | 'failed' | 'cancelled';

export interface Flow {
  readonly status: Status;
  /** The technologies in order; a swap replaces an entry. */
  readonly plan: readonly Technology[];
  /** Technologies that may stand in for one another. */
  readonly interchangeable: readonly Technology[];
  /** Index into `plan` of the technology under way, when running. */
  readonly position: number;
  readonly passages: readonly Passage[];
  readonly failures: readonly Failure[];
}

export type FlowEvent =
  | { readonly type: 'begin' }
  | { readonly type: 'pass' }
  | { readonly type: 'fail'; readonly failure: Failure }
  | { readonly type: 'swap'; readonly to: Technology }
  | { readonly type: 'leave' };

/** What a cancelled session reports, in the service's own words. */
export const ABORTED: Failure = { type: 'CLIENT', detail: 'Operation aborted by user' };

const NAMES: Readonly<Record<string, Technology>> = {
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

/** The technology of a name; the guide writes `LD`, `LDHP` and `edocument` side by side. */
export function technologyOf(name: unknown): Technology | undefined {
  const key = String(name).toLowerCase();
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}

export function newFlow(plan: readonly Technology[], interchangeable: readonly Technology[] = []): Flow {
  return { status: 'intro', plan, interchangeable, position: 0, passages: [], failures: [] };
}

/** The technology under way, if one is. */
export function current(flow: Flow): Technology | undefined {
  return flow.status === 'running' ? flow.plan[flow.position] : undefined;
}

/** What the person may do instead of the technology under way; never what the plan has anyway. */
export function alternatives(flow: Flow): readonly Technology[] {
  const now = current(flow);
  if (!now || !flow.interchangeable.includes(now)) return [];
  return flow.interchangeable.filter((code) => !flow.plan.includes(code));
}

/** Whether the comparison must first ask for a photo of the face, and for one to compare it with. */
export function photosMissing(flow: Flow, photoGiven: boolean): { face: boolean; reference: boolean } {
  const passed = (code: Technology): boolean =>
    flow.passages.some((passage) => passage.code === code && passage.passed);
  return { face: !passed('LDHP'), reference: !(photoGiven || passed('DR') || passed('ED')) };
}

const isOver = (flow: Flow): boolean => flow.status !== 'intro' && flow.status !== 'running';

/** The next state. An event that does not fit the state changes nothing. */
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
        passages: [...flow.passages, { code, passed: true }],
        status: position < flow.plan.length ? 'running' : 'finished',
      };
    }
    case 'fail':
      return {
        ...flow,
        status: 'failed',
        passages: [...flow.passages, { code, passed: false }],
        failures: [...flow.failures, event.failure],
      };
    case 'swap':
      if (!alternatives(flow).includes(event.to)) return flow;
      return { ...flow, plan: flow.plan.map((old, index) => (index === flow.position ? event.to : old)) };
    default:
      return flow;
  }
}
