// Faults that the widget stand-in can simulate, for integrators who test their error handling. The
// sandbox service injects the fault's name into the script that it serves. The service itself simulates
// transport faults, such as a 404 response or a slow one.
import { widgetError } from './config';
import type { FinishDetail } from './finish';

export const FAULTS = [
  'global-missing',
  'script-throws',
  'start-throws',
  'start-rejects',
  'start-slow',
  'never-finishes',
  'double-finish',
  'finish-before-return',
  'finish-foreign',
  'finish-not-custom',
  'finish-no-detail',
  'finish-null-detail',
  'finish-cyclic-detail',
  'finish-huge-detail',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Delay that the fault `start-slow` adds to `startSession`, in ms. */
export const SLOW_START = 4_000;
/** Number of characters that the fault `finish-huge-detail` adds to the detail. */
const HUGE_PADDING = 8 * 1024 * 1024;

/** Returns the fault with that name; `undefined` for a transport fault or an unknown name. */
export const faultOf = (name: string): Fault | undefined => FAULTS.find((fault) => fault === name);

/** Returns the Error that a fault throws or rejects with. */
export const simulatedError = (fault: Fault): Error => widgetError(`simulated fault ${fault}`);

/** Returns the events to dispatch when the session ends, in order. Without a fault, there is one. */
export function finishEvents(detail: FinishDetail, fault: Fault | undefined): Event[] {
  const finish = (value: unknown): Event => new CustomEvent('finish', { detail: value });
  switch (fault) {
    case 'never-finishes':
      return [];
    case 'double-finish':
      return [finish(detail), finish({ ...detail })];
    case 'finish-foreign': {
      const id = '00000000-0000-4000-8000-000000000000';
      return [finish({ ...detail, id, session_id: id }), finish(detail)];
    }
    case 'finish-not-custom':
      return [new Event('finish'), finish(detail)];
    case 'finish-no-detail':
      return [new CustomEvent('finish')];
    case 'finish-null-detail':
      return [finish(null)];
    case 'finish-cyclic-detail': {
      const cyclic: Record<string, unknown> = { ...detail };
      cyclic.self = cyclic;
      return [finish(cyclic)];
    }
    case 'finish-huge-detail':
      return [finish({ ...detail, padding: 'x'.repeat(HUGE_PADDING) })];
    default:
      return [finish(detail)];
  }
}
