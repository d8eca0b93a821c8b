/** What the person has chosen, and its place in the page's address so that it can be linked. */

import { isFault } from './faults.js';
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
  history.replaceState(null, '', `?${query}${location.hash}`);
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
