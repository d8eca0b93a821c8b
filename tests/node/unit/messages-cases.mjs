// Shared by the tests of `describeFailure`: its documented inputs, and helpers that build them.
import { readFileSync } from 'node:fs';
import { FlowWidgetError } from '../../../dist/client.js';
import { describeFailure } from '../../../dist/messages.js';

export const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
/** The string literals of a union type in a TypeScript file. */
export const literals = (path, start) =>
  [
    ...read(path)
      .split(start)[1]
      .split(';')[0]
      .matchAll(/'([^']+)'/g),
  ].map(([, text]) => text);

/** One tag for each language. */
export const LOCALES = ['ru', 'kk', 'en'];
export const CODES = literals('js/shared/error.ts', 'export type ErrorCode =');
export const FINDINGS = literals('js/shared/environment-report.ts', 'code:');
/** The failure reasons that the service documents. */
export const REASONS = [
  ['SERVICE_ERROR', 'Could not send image to liveness service'],
  ['SERVICE_ERROR', null],
  ['REQUEST_ERROR', null],
  ['CLIENT', 'Could not find face distance'],
  ['CLIENT', 'Liveness result for this session already exists'],
  ['CLIENT', 'Operation aborted by user'],
  ['OTHER', 'Operation aborted by user'],
  ['CLIENT', 'No active or future subscription for technology'],
  ['CLIENT', 'Subscription does not have access to technology'],
  ['CLIENT', 'Could not send image to liveness service'],
  ['CLIENT', 'Medical mask check failed'],
  ['CLIENT', 'Illumination check failed'],
  ['CALC_RESULT', 'Closed eyes'],
  ['CALC_RESULT', 'Low prediction'],
  ['CALC_RESULT', 'Low overall prediction'],
  ['CALC_RESULT', 'Mask Attack'],
  ['OTHER', 'Incorrect image hash'],
  ['NO_CAM', null],
  ['TIMEOUT', null],
];

/** A verdict that is not passed, with these reasons, each a type and a detail. */
export const failed = (...reasons) => ({
  passed: false,
  status: 'FAILED',
  cancelled: false,
  failureReasons: reasons.map(([type, detail]) => ({ type, detail })),
});
export const error = (code, more) => new FlowWidgetError(code, 'A message for developers', more);
export const findings = (...codes) =>
  error('unsupported-environment', { findings: codes.map((code) => ({ code, message: 'a' })) });
export const inEnglish = (outcome) => describeFailure(outcome, { locale: 'en' });
/** The text for an unknown value. */
export const general = inEnglish(undefined);
