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
/** The failure reasons that the service documents, each a type and a detail or `null`. */
export const REASONS = JSON.parse(read('tests/fixtures/failure-reasons.json')).map(({ type, detail }) => [
  type,
  detail,
]);

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
