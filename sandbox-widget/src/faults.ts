// Misbehaviour on demand, so that a host can see what its page does then. The service writes the
// fault's name into the script it serves; faults of transport (404, slow, hanging) are its own.
import { complain } from './config';
import type { Detail } from './finish';

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

/** How long `start-slow` lets its promise wait, in ms. */
export const SLOW = 4_000;
/** Characters that `finish-huge-detail` adds to the detail. */
const HUGE = 8 * 1024 * 1024;

/** A name that is not the widget's concern (a transport fault, say) is none. */
export const faultOf = (name: string): Fault | undefined => FAULTS.find((fault) => fault === name);

export const fault = (name: Fault): Error => complain(`the fault ${name} was asked for`);

/** The events that are dispatched at the end, in order. Without a fault: one. */
export function finishEvents(detail: Detail, name: Fault | undefined): Event[] {
  const finish = (value: unknown): Event => new CustomEvent('finish', { detail: value });
  switch (name) {
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
      return [finish({ ...detail, padding: 'x'.repeat(HUGE) })];
    default:
      return [finish(detail)];
  }
}
