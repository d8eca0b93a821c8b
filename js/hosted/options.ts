import { FlowWidgetError } from '../shared/error-class.js';
import { fromDocument } from '../shared/from-document.js';
import { negotiateLocale } from '../shared/locale.js';
import type { Locale } from '../shared/types.js';
import type { VerifyConfig } from '../shared/verify-types.js';

/** The validated options of a session on the hosted page. */
export interface HostedOptions {
  /** The element in which the frame or the link is shown. */
  readonly container: HTMLElement;
  readonly locale: Locale;
  /** Time limits in ms; 0 means no limit. */
  readonly timeouts: { readonly session: number; readonly script: number; readonly finish: number };
}

const CONTAINER = 'a CSS selector such as "#flow-widget" (or give the element as `container`)';
const MS = 'milliseconds, from 0 (no limit) to 2147483647';

/**
 * Validates the options that the core validates in the mode `widget`.
 *
 * @param dialog the container in the dialog, if there is one
 * @throws FlowWidgetError `invalid-config`, `container-not-found`
 */
export function readOptions(config: VerifyConfig, dialog: HTMLElement | undefined): HostedOptions {
  const { locale, conflict, signal } = config;
  if (locale != null && typeof locale !== 'string') throw invalid('locale', 'a string', locale);
  if (conflict != null && !/^(reject|replace)$/.test(String(conflict)))
    throw invalid('conflict', '"reject" or "replace"', conflict);
  if (signal != null && !(signal instanceof AbortSignal)) throw invalid('signal', 'an AbortSignal', signal);
  return {
    container: findContainer(config, dialog),
    locale: negotiateLocale(locale ?? [fromDocument('documentElement').lang, ...navigator.languages]),
    timeouts: {
      session: readTimeout(config, 'session', 30_000),
      script: readTimeout(config, 'script', 60_000),
      finish: readTimeout(config, 'finish', 0),
    },
  };
}

function findContainer({ container, selector }: VerifyConfig, dialog: HTMLElement | undefined): HTMLElement {
  const given: unknown = container ?? dialog;
  if (given instanceof HTMLElement) {
    if (given.isConnected) return given;
    throw missing('`container` is not in the document; append it before you call this.');
  }
  if (given != null) throw invalid('container', 'an HTML element of this page', given);
  if (typeof selector !== 'string') throw invalid('selector', CONTAINER, selector);
  let found: Element | null;
  try {
    found = fromDocument('querySelector').call(document, selector);
  } catch (cause) {
    throw new FlowWidgetError('invalid-config', `"${selector}" is not a valid CSS selector.`, { cause });
  }
  if (found instanceof HTMLElement) return found;
  throw missing(`No HTML element matches "${selector}"; call this when the element is in the document.`);
}

function readTimeout(
  { timeouts }: VerifyConfig,
  name: 'session' | 'script' | 'finish',
  fallback: number,
): number {
  const ms: unknown = timeouts?.[name] ?? fallback;
  if (typeof ms === 'number' && ms >= 0 && ms < 2 ** 31) return ms;
  throw invalid(`timeouts.${name}`, MS, ms);
}

const missing = (message: string) => new FlowWidgetError('container-not-found', message);

const invalid = (field: string, expected: string, actual: unknown) =>
  new FlowWidgetError('invalid-config', `\`${field}\` must be ${expected}; got ${format(actual)}.`);

/** Formats a value for a message: strings and numbers as they are, other values by their type. */
function format(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return value === null ? 'null' : typeof value;
}
