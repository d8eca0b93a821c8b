/** The report of the package's `checkEnvironment`: which modes work in this browser, and what speaks against the others. */

import { MODES } from './choices.js';
import { find, h, icon, withCode } from './dom.js';
import { fill, texts } from './i18n.js';
import { changeEnvironment } from './stubs.js';

/** @import { EnvironmentFinding, EnvironmentReport } from '/dist/index.js' */
/** @import { CheckEnvironment, Config, DescribeFinding } from './types.d.ts' */

export class Environment {
  #config;
  #check;
  #describe;
  /** @type {EnvironmentReport | undefined} */
  #report;
  /** Ends the check that is running, and restores the browser's APIs. */
  #stop = () => {};

  /**
   * @param {Config} config
   * @param {CheckEnvironment} check
   * @param {DescribeFinding} describe
   */
  constructor(config, check, describe) {
    this.#config = config;
    this.#check = check;
    this.#describe = describe;
  }

  /**
   * Checks the environment, as it is with a fault, and shows the report.
   *
   * @param {string} fault
   */
  async check(fault) {
    this.#stop();
    const control = new AbortController();
    const restore = changeEnvironment(fault);
    this.#stop = () => {
      if (control.signal.aborted) return;
      control.abort();
      restore();
    };
    const { hostedUrl } = this.#config;
    try {
      const report = await this.#check({
        ...(hostedUrl !== undefined && { hostedUrl }),
        signal: control.signal,
      });
      const changed = codesOf(report) !== codesOf(this.#report);
      this.#report = report;
      if (changed) find('#environment', HTMLDetailsElement).open = report.findings.length > 0;
      this.show();
    } catch (error) {
      if (!control.signal.aborted) console.error(error);
    } finally {
      this.#stop();
    }
  }

  /** Ends the check that is running: its changes of the browser's APIs must not affect a run. */
  stop() {
    this.#stop();
  }

  /** Shows the latest report, in the page's language. */
  show() {
    const report = this.#report;
    if (!report) return;
    const { environment, modes } = texts();
    const usable = MODES.filter((mode) => report.modes[mode]);
    const state = find('#environment-state', HTMLElement);
    state.textContent =
      usable.length === MODES.length
        ? environment.all
        : fill(environment.some, { n: usable.length, of: MODES.length });
    state.dataset.usable = String(usable.length);
    const rows = MODES.map((mode) =>
      h(
        'li',
        { 'data-mode': mode, 'data-usable': String(report.modes[mode]) },
        icon(report.modes[mode] ? 'check' : 'stop'),
        h('span', {}, modes[mode].name),
        h('span', { class: 'sr-only' }, report.modes[mode] ? environment.usable : environment.unusable),
        mode === report.recommended ? h('span', { class: 'tag' }, environment.recommended) : null,
      ),
    );
    find('#environment-modes', HTMLElement).replaceChildren(...rows);
    const inApp = report.inApp ? fill(environment.inApp, { app: report.inApp }) : '';
    find('#environment-app', HTMLElement).textContent = inApp;
    find('#environment-findings', HTMLElement).replaceChildren(
      ...report.findings.map((finding) => this.#row(finding)),
    );
    find('#environment-none', HTMLElement).hidden = report.findings.length > 0;
  }

  /** @param {EnvironmentFinding} finding */
  #row(finding) {
    const { environment } = texts();
    const { code, severity } = finding;
    return h(
      'li',
      { class: 'finding', 'data-testid': 'finding', 'data-code': code, 'data-severity': severity },
      h('p', {}, h('strong', { class: 'severity' }, environment[severity]), ' ', h('code', {}, code)),
      h('p', {}, ...withCode(this.#describe(finding).message)),
    );
  }
}

/** @param {EnvironmentReport | undefined} report */
const codesOf = (report) => report?.findings.map(({ code }) => code).join() ?? '';
