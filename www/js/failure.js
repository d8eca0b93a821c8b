/** Display of errors: code, message, advice, whether a retry can help, and the chain of causes. */

import { h, icon } from './dom.js';
import { texts } from './i18n.js';
import { toTree } from './json.js';

/** The maximum number of causes to show. */
const MAX_DEPTH = 5;

/**
 * Returns an error's code, or `unknown`.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function codeOf(error) {
  const code = /** @type {{ code?: unknown } | null | undefined} */ (error)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * @param {unknown} error
 * @returns {HTMLElement}
 */
export function errorCard(error) {
  const { log, advice, states } = texts();
  const code = codeOf(error);
  const retryable = /** @type {{ retryable?: unknown } | null | undefined} */ (error)?.retryable;
  const words = /** @type {Record<string, string>} */ (advice)[code] ?? advice.unknown;
  return h(
    'section',
    { class: 'card error', 'data-testid': 'error' },
    h(
      'header',
      {},
      icon('alert'),
      h('h3', {}, states.failed.name),
      h('code', { class: 'error-code', 'data-testid': 'error-code' }, code),
    ),
    h('p', { class: 'error-message', 'data-testid': 'error-message' }, messageOf(error)),
    h('div', { class: 'advice', 'data-testid': 'error-advice' }, h('h4', {}, log.advice), h('p', {}, words)),
    h(
      'dl',
      { class: 'facts' },
      retryable === undefined ? null : h('dt', {}, log.retryable),
      retryable === undefined
        ? null
        : h(
            'dd',
            { 'data-testid': 'error-retryable', 'data-value': String(retryable) },
            retryable ? log.yes : log.no,
          ),
      ...causes(error),
    ),
  );
}

/**
 * @param {unknown} error
 * @returns {HTMLElement[]}
 */
function causes(error) {
  const rows = [];
  let cause = /** @type {any} */ (error)?.cause;
  for (let depth = 0; cause !== undefined && cause !== null && depth < MAX_DEPTH; depth += 1) {
    rows.push(h('dt', {}, texts().log.cause), h('dd', { 'data-testid': 'error-cause' }, describe(cause)));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return rows;
}

/**
 * Returns a short description of an error, or a readable form of any other value.
 *
 * @param {unknown} value
 * @returns {Node}
 */
export function describe(value) {
  if (!(value instanceof Error)) {
    return typeof value === 'object' && value !== null ? toTree(value) : h('span', {}, String(value));
  }
  const { code, status } = /** @type {{ code?: unknown, status?: unknown }} */ (value);
  const tags = [code, status].filter((tag) => typeof tag === 'string' || typeof tag === 'number');
  return h(
    'span',
    {},
    h('strong', {}, value.name),
    ...tags.flatMap((tag) => [' ', h('code', {}, String(tag))]),
    `: ${value.message}`,
  );
}
