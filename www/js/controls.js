/** The settings form: shows the choices and reports every change. */

import { resumes } from './choices.js';
import { find, h, icon, withCode } from './dom.js';
import { ENDINGS, REASONS } from './endings.js';
import { outcomeList } from './fault-card.js';
import { FAULTS, policyOf } from './faults.js';
import { fill, size, texts } from './i18n.js';
import { appliesTo, applyPreset, skipConditions } from './metadata.js';
import { PHOTO_LIMIT, PhotoError, readPhoto } from './photo.js';

/** @import { Choices, Config, Flow, RunView, Technology } from './types.d.ts' */

/** @type {readonly Technology[]} */
const TECHNOLOGIES = ['LDHP', 'DR', 'ED', 'F2F'];

/**
 * Returns a flow's name in the page's language.
 *
 * @param {Flow} flow
 * @returns {string}
 */
export function flowName(flow) {
  const names = /** @type {Record<string, string>} */ (texts().settings.flowNames);
  return names[flow.id] ?? flow.name ?? texts().settings.flowDefault;
}

export class Controls {
  #config;
  #change;
  /** @type {Choices} */
  #choices;
  /** The message for the last chosen photo if it was rejected, else empty. */
  #photoError = '';

  /**
   * @param {Config} config
   * @param {Choices} choices
   * @param {(change: Partial<Choices>) => void} change called on every change
   */
  constructor(config, choices, change) {
    this.#config = config;
    this.#choices = choices;
    this.#change = change;
    this.#listen();
    find('#edocument', HTMLDetailsElement).open = choices.preset !== '';
    for (const group of document.querySelectorAll('.sandbox-only'))
      group.toggleAttribute('hidden', config.mode !== 'sandbox');
  }

  /**
   * Disables the settings, which cannot change while a session is running, or enables them.
   *
   * @param {boolean} locked
   */
  lock(locked) {
    find('#fields', HTMLFieldSetElement).disabled = locked;
    find('#locale', HTMLFieldSetElement).disabled = locked;
  }

  /** Rebuilds the parts that depend on the language. */
  translate() {
    this.#buildFlows();
    this.#buildInterchangeable();
    this.#buildEndings();
    this.#buildFaults();
  }

  /**
   * Updates the form to show `choices`.
   *
   * @param {Choices} choices
   */
  show(choices) {
    this.#choices = choices;
    const flow = this.#flow();
    for (const name of /** @type {const} */ (['locale', 'flow', 'preset', 'mode', 'fallback', 'display'])) {
      const chosen = document.querySelector(`input[name="${name}"][value="${choices[name]}"]`);
      if (chosen instanceof HTMLInputElement) chosen.checked = true;
    }
    find('#fault', HTMLSelectElement).value = choices.fault;
    this.#showMode(choices);
    this.#showEDocument(choices, flow);
    this.#showPhoto(choices, flow);
    this.#showInterchangeable(choices, flow);
    this.#showEnding(choices);
    this.#showFault(choices);
  }

  #flow() {
    const flow = this.#config.flows.find(({ id }) => id === this.#choices.flow) ?? this.#config.flows[0];
    return flow ?? { id: 'default', technologies: [] };
  }

  #listen() {
    const change = this.#change;
    const radio = (
      /** @type {string} */ selector,
      /** @type {(value: any) => Partial<Choices>} */ toChange,
    ) => {
      find(selector, HTMLElement).addEventListener('change', (event) => {
        change(toChange(/** @type {HTMLInputElement} */ (event.target).value));
      });
    };
    radio('#locale', (locale) => ({ locale }));
    radio('#flows', (flow) => ({ flow }));
    radio('#mode-choice', (mode) => ({ mode }));
    radio('#fallback-choice', (fallback) => ({ fallback }));
    radio('#display', (display) => ({ display }));
    radio('#fault', (fault) => ({ fault }));
    radio('#ending', (ending) => ({ ending }));
    radio('#reason', (reason) => ({ reason }));
    radio('#presets', (preset) => applyPreset(preset, this.#choices));

    for (const name of /** @type {const} */ (['iin', 'phone'])) {
      const input = find(`#${name}`, HTMLInputElement);
      input.addEventListener('input', () => change({ [name]: input.value.trim() }));
    }
    const toggle = (/** @type {string} */ selector, /** @type {keyof Choices} */ name) => {
      const input = find(selector, HTMLInputElement);
      input.addEventListener('change', () => change({ [name]: input.checked }));
    };
    toggle('#iin-changeable', 'iinChangeable');
    toggle('#phone-changeable', 'phoneChangeable');
    toggle('#skip-input', 'skipInput');
    toggle('#resume', 'resume');

    find('#interchangeable', HTMLElement).addEventListener('change', () => {
      const checked = document.querySelectorAll('#interchangeable input:checked');
      change({ interchangeable: [...checked].map((input) => /** @type {any} */ (input).value) });
    });
    this.#listenToPhoto();
  }

  #listenToPhoto() {
    const input = find('#photo', HTMLInputElement);
    const replace = (/** @type {Choices['photo']} */ photo) => {
      if (this.#choices.photo) URL.revokeObjectURL(this.#choices.photo.url);
      this.#change({ photo });
    };
    input.addEventListener('change', async () => {
      const file = input.files?.[0];
      if (!file) return;
      try {
        const photo = await readPhoto(file);
        this.#photoError = '';
        replace(photo);
      } catch (error) {
        const reason = error instanceof PhotoError ? error.reason : 'photoBad';
        this.#photoError = fill(texts().settings[reason], { name: file.name, limit: size(PHOTO_LIMIT) });
        replace(null);
      }
      // Without this reset, choosing the same file again would not fire `change`.
      input.value = '';
    });
    find('#photo-clear', HTMLButtonElement).addEventListener('click', () => {
      this.#photoError = '';
      replace(null);
      input.focus();
    });
  }

  #buildFlows() {
    const cards = this.#config.flows.map((flow) => {
      const steps = flow.technologies.map((technology) =>
        h('li', {}, texts().technologies[technology]?.name ?? technology),
      );
      const about =
        steps.length > 0
          ? h('ol', { class: 'steps' }, ...steps)
          : h('span', { class: 'hint' }, texts().settings.flowDefaultAbout);
      return h(
        'label',
        { class: 'flow-card' },
        h('input', { type: 'radio', name: 'flow', value: flow.id }),
        h('span', { class: 'flow-text' }, h('span', { class: 'flow-name' }, flowName(flow)), about),
      );
    });
    find('#flows', HTMLElement).replaceChildren(...cards);
  }

  #buildInterchangeable() {
    const checks = TECHNOLOGIES.map((technology) =>
      h(
        'label',
        { class: 'check' },
        h('input', { type: 'checkbox', value: technology }),
        h('span', {}, texts().technologies[technology].name),
      ),
    );
    find('#interchangeable', HTMLElement).replaceChildren(...checks);
  }

  #buildEndings() {
    const { endings } = texts().settings;
    const options = ENDINGS.map((ending) => h('option', { value: ending }, endings[ending].name));
    find('#ending', HTMLSelectElement).replaceChildren(...options);
    const reasons = [...REASONS.keys()].map((reason) => h('option', { value: reason }, reason));
    find('#reason', HTMLSelectElement).replaceChildren(...reasons);
  }

  #buildFaults() {
    const { settings } = texts();
    const groups = Object.entries(FAULTS).map(([name, faults]) =>
      h(
        'optgroup',
        { label: settings.faultGroups[/** @type {keyof typeof FAULTS} */ (name)] },
        ...Object.keys(faults).map((fault) => h('option', { value: fault }, fault)),
      ),
    );
    find('#fault', HTMLSelectElement).replaceChildren(
      h('option', { value: '' }, settings.faultNone),
      ...groups,
    );
  }

  /** @param {Choices} choices */
  #showMode({ mode, fallback, resume }) {
    find('#mode-hint', HTMLElement).textContent = texts().modes[mode].about;
    for (const input of document.querySelectorAll('input[name="fallback"]'))
      if (input instanceof HTMLInputElement) input.disabled = input.value === mode;
    const input = find('#resume', HTMLInputElement);
    input.checked = resumes({ mode, fallback, resume });
    // With a redirect, there is no choice.
    input.disabled = input.checked && !resume;
  }

  /**
   * @param {Choices} choices
   * @param {Flow} flow
   */
  #showEDocument(choices, flow) {
    const applies = appliesTo(flow, 'ED');
    find('#edocument-off', HTMLElement).hidden = applies;
    for (const input of document.querySelectorAll('#edocument-fields input')) {
      if (input instanceof HTMLInputElement) input.disabled = !applies;
    }
    for (const name of /** @type {const} */ (['iin', 'phone'])) {
      const input = find(`#${name}`, HTMLInputElement);
      if (input.value.trim() !== choices[name]) input.value = choices[name];
    }
    find('#iin-changeable', HTMLInputElement).checked = choices.iinChangeable;
    find('#phone-changeable', HTMLInputElement).checked = choices.phoneChangeable;
    find('#skip-input', HTMLInputElement).checked = choices.skipInput;
    const { settings } = texts();
    const format = { iin: /^(\d{12})?$/, phone: /^(\+?[\d\s()-]{5,})?$/ };
    find('#iin-note', HTMLElement).textContent = format.iin.test(choices.iin) ? '' : settings.iinNote;
    find('#phone-note', HTMLElement).textContent = format.phone.test(choices.phone) ? '' : settings.phoneNote;
    find('#preset-about', HTMLElement).textContent = settings.presets[choices.preset || 'own'];
    const summary = choices.preset
      ? `№${choices.preset}`
      : choices.iin || choices.phone || choices.skipInput
        ? settings.set
        : '';
    const state = find('#edocument-state', HTMLElement);
    state.textContent = applies ? summary : settings.off;
    state.classList.toggle('off', !applies);
    this.#showSkipRule(choices);
  }

  /** @param {Choices} choices */
  #showSkipRule(choices) {
    const { skipRule } = texts().settings;
    const conditions = skipConditions(choices);
    const skipped = Object.values(conditions).every(Boolean);
    const verdict = skipped ? skipRule.holds : choices.skipInput ? skipRule.missing : skipRule.idle;
    const rule = find('#skip-rule', HTMLElement);
    rule.dataset.skipped = String(skipped);
    rule.dataset.asked = String(choices.skipInput);
    find('#skip-verdict', HTMLElement).textContent = verdict;
    const items = /** @type {const} */ (['values', 'locked', 'asked']).map((name) =>
      h(
        'li',
        { 'data-met': String(conditions[name]) },
        icon(conditions[name] ? 'check' : 'stop'),
        h('span', {}, skipRule[name]),
        h('span', { class: 'sr-only' }, ` (${conditions[name] ? skipRule.met : skipRule.unmet})`),
      ),
    );
    find('#skip-conditions', HTMLElement).replaceChildren(...items);
  }

  /**
   * @param {Choices} choices
   * @param {Flow} flow
   */
  #showPhoto({ photo }, flow) {
    const { settings } = texts();
    const image = find('#photo-image', HTMLImageElement);
    image.hidden = photo === null;
    image.alt = photo ? settings.photoAlt : '';
    // `readPhoto` checks only the file's first bytes, so the image may fail to decode.
    image.onerror = () => {
      image.hidden = true;
    };
    if (photo) image.src = photo.url;
    else image.removeAttribute('src');
    find('#photo-clear', HTMLButtonElement).disabled = photo === null;
    find('#photo-note', HTMLElement).textContent = photo
      ? fill(settings.photoChosen, {
          name: photo.name,
          size: size(photo.size),
          encoded: size(photo.base64.length),
        })
      : this.#photoError || settings.photoNone;
    find('#photo-note', HTMLElement).classList.toggle('bad', this.#photoError !== '');
    // The service's guide documents an effect of the photo only for flows with two steps.
    const documented = flow.technologies.length === 0 || flow.technologies.length === 2;
    find('#photo-rule', HTMLElement).hidden = documented;
    find('#face2face-state', HTMLElement).textContent = photo ? settings.set : '';
  }

  /**
   * @param {Choices} choices
   * @param {Flow} flow
   */
  #showInterchangeable({ interchangeable }, flow) {
    for (const input of document.querySelectorAll('#interchangeable input')) {
      if (!(input instanceof HTMLInputElement)) continue;
      const technology = /** @type {Technology} */ (input.value);
      const applies = appliesTo(flow, technology);
      input.checked = applies && interchangeable.includes(technology);
      input.disabled = !applies;
    }
    const count = interchangeable.filter((technology) => appliesTo(flow, technology)).length;
    find('#general-state', HTMLElement).textContent = count > 0 ? texts().settings.set : '';
  }

  /** @param {Choices} choices */
  #showEnding({ ending, reason }) {
    find('#ending', HTMLSelectElement).value = ending;
    find('#reason', HTMLSelectElement).value = reason;
    find('#reason-field', HTMLElement).hidden = ending !== 'failed';
    find('#ending-about', HTMLElement).replaceChildren(...withCode(texts().settings.endings[ending].about));
  }

  /** @param {Choices} choices */
  #showFault({ fault }) {
    const { settings, faults } = texts();
    const about = /** @type {Record<string, string>} */ (faults)[fault] ?? settings.faultNoneAbout;
    const text = policyOf(fault) ? `${about} ${settings.faultReload}` : about;
    find('#fault-about', HTMLElement).replaceChildren(...withCode(text));
  }

  /**
   * Shows the expected and the actual outcome of the chosen fault.
   *
   * @param {RunView | undefined} view the latest run
   */
  showFaultOutcome(view) {
    const list = this.#choices.fault ? outcomeList(this.#choices, view) : '';
    find('#fault-outcome', HTMLElement).replaceChildren(list);
  }
}
