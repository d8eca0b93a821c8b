// Failure reasons of the service's documentation (page "failures"), which the sandbox panel can simulate.

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

/** Why a session failed: an entry of `failure_reasons`. `detail` is in English for every locale. */
export interface Failure {
  readonly type: FailureType;
  readonly detail: string | null;
}

const DETAILS: readonly (readonly [FailureType, ...(string | null)[]])[] = [
  ['SERVICE_ERROR', 'Could not send image to liveness service', null],
  ['REQUEST_ERROR', null],
  ['CLIENT', 'Could not find face distance', 'Liveness result for this session already exists'],
  ['CLIENT', 'Operation aborted by user'],
  ['OTHER', 'Operation aborted by user'],
  ['CLIENT', 'No active or future subscription for technology'],
  ['CLIENT', 'Subscription does not have access to technology'],
  ['CLIENT', 'Could not send image to liveness service'],
  ['CLIENT', 'Medical mask check failed', 'Illumination check failed'],
  ['CALC_RESULT', 'Closed eyes', 'Low prediction', 'Low overall prediction', 'Mask Attack'],
  ['OTHER', 'Incorrect image hash'],
  ['NO_CAM', null],
  ['TIMEOUT', null],
];

/** The documented pairs of type and detail, in the order of the service's table. */
export const FAILURES: readonly Failure[] = DETAILS.flatMap(([type, ...details]) =>
  details.map((detail) => ({ type, detail })),
);

/** The failure of a cancelled session, with the detail that the service documents. */
export const ABORTED: Failure = { type: 'CLIENT', detail: 'Operation aborted by user' };

/** Value of a failure in the sandbox panel: `TYPE|detail`, or `TYPE` for a failure without a detail. */
export const failureValue = ({ type, detail }: Failure): string => (detail ? `${type}|${detail}` : type);

/** Label of a failure in the sandbox panel: `TYPE: detail`, or `TYPE`. */
export const failureLabel = ({ type, detail }: Failure): string => (detail ? `${type}: ${detail}` : type);
