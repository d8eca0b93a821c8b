// A session as a pure state machine: event in, new state out. It does not touch the DOM.

import { ABORTED, type Failure } from './failures';

/** Code of a technology, as in the service's API. */
export type Technology = 'LDHP' | 'LDD' | 'LD' | 'DR' | 'ED' | 'F2F';

/** The face checks: by head position, by distance, and without either. */
export type Liveness = Extract<Technology, 'LDHP' | 'LDD' | 'LD'>;

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

const CODES: Readonly<Record<string, Technology>> = {
  ld: 'LD',
  liveness: 'LD',
  ldd: 'LDD',
  livenessdistance: 'LDD',
  ldhp: 'LDHP',
  livenessheadposition: 'LDHP',
  dr: 'DR',
  documentrecognition: 'DR',
  ed: 'ED',
  edocument: 'ED',
  f2f: 'F2F',
  face2face: 'F2F',
};

/**
 * Returns the code of a technology, or `undefined` for an unknown name. The service has a code and a
 * name for each technology, such as `LDHP` and "Liveness Head Position"; case and punctuation are ignored.
 */
export function technologyOf(name: unknown): Technology | undefined {
  const key = String(name)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return Object.hasOwn(CODES, key) ? CODES[key] : undefined;
}

/** Whether the technology is a face check. */
export const isLiveness = (code: Technology): code is Liveness => code.startsWith('LD');

/** Whether the technology takes photos, so that a user without a camera is better off on a phone. */
export const usesCamera = (code: Technology): boolean => code !== 'ED';

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
  const passed = (test: (code: Technology) => boolean): boolean =>
    flow.results.some((result) => result.passed && test(result.code));
  return {
    face: !passed(isLiveness),
    reference: !(photoGiven || passed((code) => code === 'DR' || code === 'ED')),
  };
}

const isOver = (flow: Flow): boolean => flow.status !== 'intro' && flow.status !== 'running';

/** An outcome that the creator of the session, or a test, has set in advance. */
export interface Preset {
  readonly outcome: 'passed' | 'failed' | 'cancelled' | 'expired';
  readonly reason: Failure | null;
  /** The technology that fails or is cancelled. */
  readonly technology: Technology | null;
}

/** Returns the state of a session that ended with the preset outcome. */
export function presetFlow(flow: Flow, { outcome, reason, technology }: Preset): Flow {
  const last = technology ? flow.plan.indexOf(technology) : 0;
  const passed = outcome === 'passed' ? flow.plan : flow.plan.slice(0, Math.max(last, 0));
  const results = passed.map((code) => ({ code, passed: true }));
  const failures = reason ? [reason] : [];
  if (outcome === 'passed') return { ...flow, status: 'finished', results };
  if (outcome === 'failed') {
    const failed = flow.plan[results.length];
    return {
      ...flow,
      status: 'failed',
      results: failed ? [...results, { code: failed, passed: false }] : results,
      failures,
    };
  }
  return { ...flow, status: 'cancelled', results, failures: reason ? failures : [ABORTED] };
}

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
