/** What the person has chosen, and its place in the page's address so that it can be linked. */

import { isFault, policyOf } from './faults.js';
import { isLocale } from './i18n.js';
import { applyPreset, matchPreset } from './metadata.js';

/** @import { Choices, Config, Locale } from './types.d.ts' */

/**
 * The choices that the address asks for; whatever it asks for in vain gets the default.
 *
 * @param {URLSearchParams} query
 * @param {Config} config
 * @param {Locale} fallback the person's own language
 * @returns {Choices}
 */
export function readChoices(query, config, fallback) {
  const locale = query.get('locale');
  const flow = config.flows.find(({ id }) => id === query.get('flow')) ?? config.flows[0];
  const fault = query.get('fault') ?? '';
  const preset = query.get('case') ?? '';
  /** @type {Choices} */
  const choices = {
    locale: isLocale(locale) ? locale : fallback,
    flow: flow?.id ?? 'default',
    display: query.get('display') === 'fluid' ? 'fluid' : 'phone',
    fault: config.mode === 'sandbox' && isFault(fault) ? fault : '',
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
  return choices;
}

/**
 * Puts the choices into the address; never the person's data.
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
  if (choices.fault) query.set('fault', choices.fault);
  // Under which headers the page is does not change before it is loaded again.
  const policy = policyInForce();
  if (policy) query.set('policy', policy);
  history.replaceState(null, '', `?${query}${location.hash}`);
}

/** The policy that the page was asked for under; empty for the usual one. */
export const policyInForce = () => new URLSearchParams(location.search).get('policy') ?? '';

/** Where it is kept, over a reload, that a run shall begin. */
const BEGIN = 'flow-widget-playground:begin';

/**
 * Loads the page again under the policy that a fault wants, to begin the run there.
 *
 * @param {string} fault
 */
export function reloadFor(fault) {
  const query = new URLSearchParams(location.search);
  const policy = policyOf(fault);
  if (policy) query.set('policy', policy);
  else query.delete('policy');
  try {
    sessionStorage.setItem(BEGIN, fault);
  } catch {
    // Where nothing can be kept, the person presses Start once more.
  }
  location.assign(`?${query}${location.hash}`);
}

/**
 * Whether the page was loaded to begin a run with this fault. It is so once.
 *
 * @param {string} fault
 */
export function wasToBegin(fault) {
  try {
    const kept = sessionStorage.getItem(BEGIN);
    sessionStorage.removeItem(BEGIN);
    return kept !== null && kept === fault && policyOf(fault) === policyInForce();
  } catch {
    return false;
  }
}

/**
 * The choices after a change, with the case of the guide that they now equal.
 *
 * @param {Choices} choices
 * @param {Partial<Choices>} change
 * @returns {Choices}
 */
export function changeChoices(choices, change) {
  const next = { ...choices, ...change };
  return { ...next, preset: matchPreset(next) };
}
