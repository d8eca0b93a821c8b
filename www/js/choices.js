/** The user's choices. The page's URL stores them, except personal data, so that users can share a link. */

import { DEFAULT_REASON, isEnding, REASONS } from './endings.js';
import { isFault, modeOf, policyOf } from './faults.js';
import { isLocale } from './i18n.js';
import { applyPreset, matchPreset } from './metadata.js';

/** @import { Mode } from '/dist/index.js' */
/** @import { Choices, Config, Fallback, Locale } from './types.d.ts' */

/** @type {readonly Choices['display'][]} */
const DISPLAYS = ['phone', 'fluid', 'dialog', 'viewport'];

/** @type {readonly Mode[]} */
export const MODES = ['widget', 'frame', 'window', 'redirect'];
/** @type {readonly Fallback[]} */
export const FALLBACKS = ['', 'frame', 'window', 'redirect'];

/**
 * Returns the choices in the URL's query; missing and invalid ones get defaults.
 *
 * @param {URLSearchParams} query
 * @param {Config} config
 * @param {Locale} fallback the language that the user's browser asks for
 * @returns {Choices}
 */
export function readChoices(query, config, fallback) {
  const locale = query.get('locale');
  const flow = config.flows.find(({ id }) => id === query.get('flow')) ?? config.flows[0];
  const fault = query.get('fault') ?? '';
  const preset = query.get('case') ?? '';
  const ending = query.get('ending');
  const reason = query.get('reason') ?? '';
  /** @type {Choices} */
  const choices = {
    locale: isLocale(locale) ? locale : fallback,
    flow: flow?.id ?? 'default',
    display: DISPLAYS.find((display) => display === query.get('display')) ?? 'phone',
    mode: MODES.find((mode) => mode === query.get('mode')) ?? 'widget',
    fallback: FALLBACKS.find((fallback) => fallback === query.get('fallback')) ?? '',
    resume: query.get('resume') === 'true',
    fault: config.mode === 'sandbox' && isFault(fault) ? fault : '',
    ending: config.mode === 'sandbox' && isEnding(ending) ? ending : 'user',
    reason: REASONS.has(reason) ? reason : DEFAULT_REASON,
    preset: '',
    iin: '',
    iinChangeable: true,
    phone: '',
    phoneChangeable: true,
    skipInput: false,
    photo: null,
    interchangeable: [],
  };
  if (/^[123]$/.test(preset)) {
    Object.assign(choices, applyPreset(/** @type {'1' | '2' | '3'} */ (preset), choices));
  }
  return withMode(choices, choices);
}

/**
 * Writes the choices into the URL, except personal data.
 *
 * @param {Choices} choices
 * @param {Config} config
 */
export function writeChoices(choices, config) {
  const query = new URLSearchParams();
  query.set('locale', choices.locale);
  if (config.flows.length > 1) query.set('flow', choices.flow);
  if (choices.preset) query.set('case', choices.preset);
  if (choices.display !== 'phone') query.set('display', choices.display);
  if (choices.mode !== 'widget') query.set('mode', choices.mode);
  if (choices.fallback) query.set('fallback', choices.fallback);
  if (choices.resume) query.set('resume', 'true');
  if (choices.ending !== 'user') query.set('ending', choices.ending);
  if (choices.ending === 'failed') query.set('reason', choices.reason);
  if (choices.fault) query.set('fault', choices.fault);
  // The policy comes with the page's headers, so it stays the same until the page is reloaded.
  const policy = currentPolicy();
  if (policy) query.set('policy', policy);
  history.replaceState(null, '', `?${query}${location.hash}`);
}

/** Returns the name of the page's policy (see `server/policies.mjs`); empty for the default one. */
export const currentPolicy = () => new URLSearchParams(location.search).get('policy') ?? '';

/** The `sessionStorage` key for the fault to run after a reload. */
const AUTOSTART = 'flow-widget-playground:autostart';

/**
 * Reloads the page under the policy that a fault needs, then starts the run.
 *
 * @param {string} fault
 */
export function reloadAndStart(fault) {
  const query = new URLSearchParams(location.search);
  const policy = policyOf(fault);
  if (policy) query.set('policy', policy);
  else query.delete('policy');
  try {
    sessionStorage.setItem(AUTOSTART, fault);
  } catch {
    // Without storage the user has to press Start again.
  }
  location.assign(`?${query}${location.hash}`);
}

/**
 * Returns whether the page was reloaded to run this fault. Returns `true` only once.
 *
 * @param {string} fault
 */
export function takeAutostart(fault) {
  try {
    const stored = sessionStorage.getItem(AUTOSTART);
    sessionStorage.removeItem(AUTOSTART);
    return stored !== null && stored === fault && policyOf(fault) === currentPolicy();
  } catch {
    return false;
  }
}

/**
 * Returns the choices with a mode that fits the fault: a new fault brings its mode with it, a new mode drops a fault that
 * has another one. A fallback to the mode itself has no effect, so it is dropped.
 *
 * @param {Choices} choices
 * @param {Partial<Choices>} change
 * @returns {Choices}
 */
function withMode(choices, change) {
  const { fault, fallback } = choices;
  const mode = change.fault ? modeOf(change.fault) : choices.mode;
  return {
    ...choices,
    mode,
    fault: fault && modeOf(fault) === mode ? fault : '',
    fallback: fallback === mode ? '' : fallback,
  };
}

/**
 * Returns whether the verification continues after a reload: the user has chosen it, or the page is left in a redirect.
 *
 * @param {Pick<Choices, 'resume' | 'mode' | 'fallback'>} choices
 */
export const resumes = ({ resume, mode, fallback }) =>
  resume || mode === 'redirect' || fallback === 'redirect';

/**
 * Returns the choices after a change, with `preset` set to the case of the service's guide that they now match.
 *
 * @param {Choices} choices
 * @param {Partial<Choices>} change
 * @returns {Choices}
 */
export function changeChoices(choices, change) {
  const next = withMode({ ...choices, ...change }, change);
  return { ...next, preset: matchPreset(next) };
}
