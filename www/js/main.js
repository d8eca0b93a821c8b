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
import { Environment } from './environment.js';
import { codeOf, messageOf } from './failure.js';
import { asExpected } from './fault-card.js';
import { policyOf } from './faults.js';
import { fill, isLocale, setLocale, texts } from './i18n.js';
import { showOutcome } from './outcome.js';
import { showPreviews } from './previews.js';
import { showStage } from './stage.js';
import { setUpTabs } from './tabs.js';
import { setUpTheme } from './theme.js';
import { FINAL, showTimeline } from './timeline.js';
import { Webhooks } from './webhooks.js';

/** @import { Choices, Config, Locale, Mark } from './types.d.ts' */
/** @typedef {typeof import('./loader.js')} Package */
/** @typedef {typeof import('./run.js')} RunModule */

/** Matches screens without room for all three columns, on which the page scrolls to the current part. */
const narrow = matchMedia('(max-width: 1099px)');

class Page {
  #config;
  #runs;
  #package;
  /** @type {Choices} */
  #choices;
  /** @type {InstanceType<RunModule['Run']> | undefined} */
  #run;
  #controls;
  #environment;
  #showTab;
  #webhooks = new Webhooks();
  #start = find('#start', HTMLButtonElement);
  #cancel = find('#cancel', HTMLButtonElement);
  #stage = find('#stage', HTMLElement);
  #container = find('#flow-widget', HTMLElement);

  /**
   * @param {Config} config
   * @param {RunModule} runs
   * @param {Package} loader
   */
  constructor(config, runs, loader) {
    this.#config = config;
    this.#runs = runs;
    this.#package = loader;
    const locale = loader.negotiateLocale([...navigator.languages]);
    this.#choices = readChoices(new URLSearchParams(location.search), config, locale);
    this.#controls = new Controls(config, this.#choices, (change) => this.#change(change));
    this.#environment = new Environment(config, loader.checkEnvironment, (finding) =>
      loader.describeFinding(finding, { locale: this.#choices.locale }),
    );
    this.#showTab = setUpTabs(find('#tabs', HTMLElement));
    find('#controls', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.#start.disabled) this.#startRun();
    });
    this.#cancel.addEventListener('click', () => this.#run?.cancel());
    this.#translate();
    this.#lock();
    if (takeAutostart(this.#choices.fault) || runs.canContinue(this.#choices)) this.#startRun();
    else this.#environment.check(this.#choices.fault);
  }

  get #flow() {
    const { flows } = this.#config;
    return flows.find(({ id }) => id === this.#choices.flow) ?? { id: 'default', technologies: [] };
  }

  /** @param {Partial<Choices>} change */
  #change(change) {
    const { locale, fault } = this.#choices;
    this.#choices = changeChoices(this.#choices, change);
    writeChoices(this.#choices, this.#config);
    if (this.#choices.fault !== fault) this.#environment.check(this.#choices.fault);
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
    find('#tab-webhooks', HTMLElement).hidden = name !== 'sandbox';
    find('.mode-name', HTMLElement, badge).textContent = mode[name];
    find('.mode-about', HTMLElement, badge).textContent = mode[`${name}About`];
    this.#controls.translate();
    this.#environment.show();
    this.#webhooks.show();
    this.#showChoices();
    this.#showRun();
  }

  #showChoices() {
    this.#controls.show(this.#choices);
    this.#controls.showFaultOutcome(this.#run?.view);
    this.#showStage();
    if (!this.#run) showTimeline(undefined, this.#choices.mode);
    showPreviews(this.#choices, this.#flow);
  }

  #showRun() {
    const view = this.#run?.view;
    showTimeline(view, this.#choices.mode);
    this.#showStage();
    showOutcome(view, this.#describeFailure);
    this.#controls.showFaultOutcome(view);
  }

  #showStage() {
    showStage(this.#run?.view, this.#choices, this.#flow, this.#config);
  }

  #describeFailure = (/** @type {unknown} */ outcome) =>
    this.#package.describeFailure(outcome, { locale: this.#choices.locale });

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
    this.#environment.stop();
    this.#container.replaceChildren();
    const setting = {
      choices: this.#choices,
      flow: this.#flow,
      config: this.#config,
      container: this.#container,
    };
    const run = new this.#runs.Run(setting, (change) => {
      // Events of an earlier run's script can still arrive; they must not change the page.
      if (this.#run === run) this.#onChange(change);
    });
    this.#run = run;
    this.#webhooks.clear();
    this.#showTab('tab-progress');
    this.#showRun();
    this.#stage.focus({ preventScroll: true });
    if (narrow.matches) reveal(this.#stage);
    if (run.view.continues) announce(texts().stage.continues);
    run.start();
    this.#lock();
  }

  /** @param {Mark | 'end'} change the new mark, or the end of the run */
  #onChange(change) {
    const view = this.#run?.view;
    if (!view) return;
    if (change === 'end') {
      this.#onEnd();
      return;
    }
    if (this.#config.mode === 'sandbox') this.#webhooks.follow(view.sessionId);
    if (change.kind === 'state' && change.name === 'waiting') this.#showRun();
    showTimeline(view, this.#choices.mode);
    this.#showStage();
    if (change.kind === 'state' && !FINAL.includes(change.name))
      announce(fill(texts().live.state, texts().states[change.name]));
  }

  #onEnd() {
    const view = this.#run?.view;
    if (!view) return;
    const { activeElement } = document;
    // The focus moves only if the user has not moved it elsewhere.
    const lost = !activeElement || activeElement === document.body || this.#stage.contains(activeElement);
    const cancelled = activeElement === this.#cancel;
    // The user may have allowed or denied the camera meanwhile.
    this.#environment.check(this.#choices.fault);
    this.#lock();
    this.#showRun();
    if (view.failure) this.#announceError(view.failure.error);
    else {
      const { message } = this.#describeFailure(view.verdict ?? view.cancelled?.reason);
      announce(
        `${fill(texts().live.state, texts().states[view.state])} ${message}${this.#faultAnnouncement()}`,
      );
    }
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
    const [config, loader, runs] = await Promise.all([
      getConfig().catch(rejectWith(configFailed)),
      import('./loader.js').catch(rejectWith(packageFailed)),
      import('./run.js').catch(rejectWith(packageFailed)),
    ]);
    new Page(config, runs, loader);
  } catch (error) {
    showFatalError(error);
  } finally {
    document.body.classList.remove('booting');
  }
}

boot();
