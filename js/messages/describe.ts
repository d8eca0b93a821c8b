import type { EnvironmentFinding } from '../shared/environment-report.js';
import { negotiateLocale } from '../shared/locale.js';
import { own } from '../shared/own.js';
import type { Locale } from '../shared/types.js';
import { en } from './en.js';
import { type ErrorLike, situationOfError, situationOfFinding } from './error.js';
import { kk } from './kk.js';
import { ru } from './ru.js';
import { SITUATIONS, type Situation, type Texts } from './situations.js';
import type { DescribeOptions, FailureDescription } from './types.js';
import { situationOfVerdict, type VerdictLike } from './verdict.js';

const TEXTS: Record<Locale, Texts> = { en, ru, kz: kk };

/**
 * Returns a text for the user about the outcome of a verification, with what it advises. Never throws. The text
 * contains nothing of the input, so it can be shown as it is.
 *
 * Of several failure reasons, the first whose detail is known decides, else the first whose type is known. An unknown
 * value gives a general text. Only a verdict with `passed: true`, and without a status that
 * says otherwise, gives the text for success.
 *
 * @param outcome a verdict (of `verify`, of the backend's response, or of an event), or what the Promise rejected with:
 * a `FlowWidgetError`, an `AbortError`, or any other value
 */
export function describeFailure(outcome: unknown, options?: DescribeOptions): FailureDescription {
  return describe(attempt(() => situationOf(outcome)) ?? 'failed', options);
}

/**
 * Returns a text for the user about a finding of `checkEnvironment`: how to fix it, or that this is up to the site's
 * support. Never throws. A warning has a text too; whether to show it is up to the page.
 *
 * @param finding an element of the report's `findings`. An unknown one gives the text for `unsupported-environment`.
 */
export function describeFinding(
  finding: Pick<EnvironmentFinding, 'code'>,
  options?: DescribeOptions,
): FailureDescription {
  return describe(attempt(() => situationOfFinding(finding)) ?? 'browser', options);
}

function describe(situation: Situation, options: DescribeOptions | undefined): FailureDescription {
  const [advice, retry] = SITUATIONS[situation];
  const locale = attempt(() => options?.locale) ?? attempt(pageLocales) ?? 'en';
  return { message: TEXTS[negotiateLocale(locale)][situation], advice, retry };
}

function situationOf(outcome: unknown): Situation | undefined {
  // The name of an error is inherited. A verdict is not: a polluted `Object.prototype` must not turn an error into a pass.
  const error = Object(outcome) as ErrorLike;
  const verdict = own(error as VerdictLike);
  // Errors of other libraries can have a text as their `status`, too.
  const isError =
    verdict.passed === undefined && (typeof error.name === 'string' || error.code !== undefined);
  return (isError ? undefined : situationOfVerdict(verdict)) ?? situationOfError(error);
}

/** The languages of the page and of the browser, if there is a page. On a server, `navigator` describes the server. */
const pageLocales = () => [document.documentElement.lang, ...(globalThis.navigator?.languages ?? [])];

/** Returns the result of a function, or `undefined` if it throws. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
