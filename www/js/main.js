/** The page: connects the settings form, the stage and the log with the current run. */

import { announce } from './announce.js';
import { getConfig } from './api.js';
import {
  changeChoices,
  currentPolicy,
  readChoices,
  reloadAndStart,
  takeAutostart,
  writeChoices,
} from './choices.js';
import { Controls } from './controls.js';
import { find, h, reveal } from './dom.js';
import { codeOf, messageOf } from './failure.js';
import { asExpected } from './fault-card.js';
import { policyOf } from './faults.js';
import { fill, isLocale, setLocale, texts } from './i18n.js';
import { showFault, showOutcome, showResult } from './outcome.js';
import { showPreviews } from './previews.js';
import { showStage } from './stage.js';
import { setUpTabs } from './tabs.js';
import { setUpTheme } from './theme.js';
import { FINAL, showTimeline } from './timeline.js';

/** @import { Choices, Config, Locale, Mark } from './types.d.ts' */
/** @typedef {typeof import('./run.js')} RunModule */

/** Matches screens without room for all three columns, on which the page scrolls to the current part. */
const narrow = matchMedia('(max-width: 1099px)');

class Page {
  #config;
  #Run;
  /** @type {Choices} */
  #choices;
  /** @type {InstanceType<RunModule['Run']> | undefined} */
  #run;
  #controls;
  #showTab;
  #start = find('#start', HTMLButtonElement);
  #cancel = find('#cancel', HTMLButtonElement);
  #stage = find('#stage', HTMLElement);
  #container = find('#flow-widget', HTMLElement);

  /**
   * @param {Config} config
   * @param {RunModule['Run']} Run
   * @param {Locale} locale the language that the user's browser asks for
   */
  constructor(config, Run, locale) {
    this.#config = config;
    this.#Run = Run;
    this.#choices = readChoices(new URLSearchParams(location.search), config, locale);
    this.#controls = new Controls(config, this.#choices, (change) => this.#change(change));
    this.#showTab = setUpTabs(find('#tabs', HTMLElement));
    find('#controls', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.#start.disabled) this.#startRun();
    });
    this.#cancel.addEventListener('click', () => this.#run?.cancel());
    this.#translate();
    this.#lock();
    if (takeAutostart(this.#choices.fault)) this.#startRun();
  }

  get #flow() {
    const { flows } = this.#config;
    return flows.find(({ id }) => id === this.#choices.flow) ?? { id: 'default', technologies: [] };
  }

  /** @param {Partial<Choices>} change */
  #change(change) {
    const locale = this.#choices.locale;
    this.#choices = changeChoices(this.#choices, change);
    writeChoices(this.#choices, this.#config);
    if (this.#choices.locale !== locale) {
      this.#translate();
      return;
    }
    this.#showChoices();
  }

  #translate() {
    setLocale(this.#choices.locale);
    const { mode } = texts();
    const badge = find('#mode', HTMLElement);
    const { mode: name } = this.#config;
    badge.hidden = false;
    badge.dataset.mode = name;
    document.documentElement.dataset.mode = name;
    find('.mode-name', HTMLElement, badge).textContent = mode[name];
    find('.mode-about', HTMLElement, badge).textContent = mode[`${name}About`];
    this.#controls.translate();
    this.#showChoices();
    this.#showRun();
  }

  #showChoices() {
    this.#controls.show(this.#choices);
    this.#controls.showFaultOutcome(this.#run?.view);
    this.#showStage();
    showPreviews(this.#choices, this.#flow);
  }

  #showRun() {
    const view = this.#run?.view;
    showTimeline(view);
    this.#showStage();
    showOutcome(view, this.#resultActions);
    this.#controls.showFaultOutcome(view);
  }

  #showStage() {
    showStage(this.#run?.view, this.#choices, this.#flow, this.#config);
  }

  #resultActions = {
    stop: () => this.#run?.stopWaiting(),
  };

  #lock() {
    const running = this.#run?.running ?? false;
    this.#controls.lock(running);
    this.#start.disabled = running;
    this.#cancel.disabled = !running;
  }

  #startRun() {
    if (policyOf(this.#choices.fault) !== currentPolicy()) {
      reloadAndStart(this.#choices.fault);
      return;
    }
    this.#run?.stopWaiting();
    this.#container.replaceChildren();
    const setting = {
      choices: this.#choices,
      flow: this.#flow,
      config: this.#config,
      container: this.#container,
    };
    const run = new this.#Run(setting, (change) => {
      // An earlier run can still receive its result; that must not change the page.
      if (this.#run === run) this.#onChange(change);
    });
    this.#run = run;
    this.#showTab('tab-progress');
    this.#showRun();
    this.#stage.focus({ preventScroll: true });
    if (narrow.matches) reveal(this.#stage);
    run.start();
    this.#lock();
  }

  /** @param {Mark | 'result' | 'end'} change the new mark, or the part of the run's view that has changed */
  #onChange(change) {
    const view = this.#run?.view;
    if (!view) return;
    if (change === 'result') {
      this.#onResult();
      return;
    }
    if (change === 'end') {
      this.#onEnd();
      return;
    }
    showTimeline(view);
    this.#showStage();
    if (change.kind === 'state' && !FINAL.includes(change.name))
      announce(fill(texts().live.state, texts().states[change.name]));
  }

  #onResult() {
    const result = this.#run?.view.result;
    // The focused button can be removed together with the status that it belongs to.
    const card = find('#result', HTMLElement);
    const focused = card.contains(document.activeElement);
    showResult(result, this.#resultActions);
    this.#showFault();
    if (focused)
      (card.querySelector('button') ?? find('#outcome', HTMLElement)).focus({ preventScroll: true });
    this.#showStage();
    showTimeline(this.#run?.view);
    if (result?.status === 'complete') announce(texts().live.result);
    if (result?.status === 'failed') this.#announceError(result.error);
  }

  /** Updates the fault's outcome, in the log and in the settings. */
  #showFault() {
    const view = this.#run?.view;
    showFault(view);
    this.#controls.showFaultOutcome(view);
  }

  #onEnd() {
    const view = this.#run?.view;
    if (!view) return;
    const { activeElement } = document;
    // The focus moves only if the user has not moved it elsewhere.
    const lost = !activeElement || activeElement === document.body || this.#stage.contains(activeElement);
    const cancelled = activeElement === this.#cancel;
    this.#lock();
    this.#showRun();
    if (view.failure) this.#announceError(view.failure.error);
    else announce(fill(texts().live.state, texts().states[view.state]) + this.#faultAnnouncement());
    if (cancelled) this.#start.focus({ preventScroll: true });
    else if (lost) {
      const outcome = find('#outcome', HTMLElement);
      outcome.focus({ preventScroll: true });
      if (narrow.matches) reveal(find('#log', HTMLElement));
    }
  }

  /** @param {unknown} error */
  #announceError(error) {
    const text = fill(texts().live.error, { code: codeOf(error), message: messageOf(error) });
    announce(text + this.#faultAnnouncement());
  }

  /** Returns the text for screen readers on whether the fault had the expected outcome; empty if not applicable. */
  #faultAnnouncement() {
    const match = asExpected(this.#run?.view);
    if (match === undefined) return '';
    return ` ${match ? texts().settings.faultMatch : texts().settings.faultMismatch}.`;
  }
}

/**
 * Returns the language to use until the package is loaded and negotiates one.
 *
 * @returns {Locale}
 */
function earlyLocale() {
  const requested = new URLSearchParams(location.search).get('locale');
  if (isLocale(requested)) return requested;
  const [tag = 'en'] = navigator.languages;
  /** @type {Record<string, Locale>} */
  const locales = { ru: 'ru', kk: 'kz', kz: 'kz' };
  return locales[tag.split('-')[0] ?? ''] ?? 'en';
}

/**
 * Replaces the page with an error message.
 *
 * @param {unknown} error its message is the heading, its cause the explanation
 */
function showFatalError(error) {
  const cause = error instanceof Error ? error.cause : undefined;
  const again = h(
    'button',
    { type: 'button', class: 'button', onclick: () => location.reload() },
    texts().page.again,
  );
  const card = h(
    'div',
    { class: 'fatal', role: 'alert', 'data-testid': 'fatal' },
    h('h2', {}, messageOf(error)),
    cause === undefined ? null : h('p', {}, messageOf(cause)),
    again,
  );
  const main = find('main', HTMLElement);
  main.className = '';
  main.replaceChildren(card);
  find('.skip', HTMLElement).remove();
  find('#locale', HTMLElement).hidden = true;
}

async function boot() {
  setUpTheme(find('#theme', HTMLButtonElement));
  setLocale(earlyLocale());
  const { configFailed, packageFailed } = texts().page;
  const rejectWith = (/** @type {string} */ message) => (/** @type {unknown} */ cause) =>
    Promise.reject(new Error(message, { cause }));
  try {
    const [config, { negotiateLocale }, { Run }] = await Promise.all([
      getConfig().catch(rejectWith(configFailed)),
      import('./loader.js').catch(rejectWith(packageFailed)),
      import('./run.js').catch(rejectWith(packageFailed)),
    ]);
    new Page(config, Run, negotiateLocale([...navigator.languages]));
  } catch (error) {
    showFatalError(error);
  } finally {
    document.body.classList.remove('booting');
  }
}

boot();
