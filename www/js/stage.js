/** The stage: the part of the page with the widget, or with a placeholder while no widget is shown. */

import { flowName } from './controls.js';
import { find, h, icon } from './dom.js';
import { texts } from './i18n.js';
import { FINAL } from './timeline.js';

/** @import { Choices, Config, Flow, RunView, State } from './types.d.ts' */

/**
 * @param {RunView | undefined} view
 * @param {Choices} choices
 * @param {Flow} flow
 * @param {Config} config
 */
export function showStage(view, choices, flow, config) {
  const state = view?.state ?? 'idle';
  const passed = view?.verdict?.passed ?? undefined;
  find('#state-chip', HTMLElement).dataset.state = state;
  find('#state-name', HTMLElement).textContent = texts().states[state].name;
  const frame = find('#frame', HTMLElement);
  frame.dataset.display = choices.display;
  frame.dataset.state = state;
  frame.dataset.passed = String(passed ?? '');
  const notice = find('#notice', HTMLElement);
  notice.hidden = !view?.continues || FINAL.includes(view.state);
  const content = state === 'finished' ? finished(passed) : placeholder(state, choices, flow, config);
  find('#placeholder', HTMLElement).replaceChildren(...content);
}

/**
 * Returns the placeholder after the verdict.
 *
 * @param {boolean | undefined} passed
 */
function finished(passed) {
  const { stage } = texts();
  const title = passed === undefined ? stage.finished : passed ? stage.passed : stage.notPassed;
  return message(passed === false ? 'stop' : 'check', title, stage.again);
}

/**
 * @param {string} symbol
 * @param {string} title
 * @param {string} text
 */
function message(symbol, title, text) {
  return [
    h('span', { class: 'placeholder-icon' }, icon(symbol)),
    h('p', { class: 'placeholder-title' }, title),
    h('p', {}, text),
  ];
}

/**
 * @param {Exclude<State, 'finished'> | 'idle'} state
 * @param {Choices} choices
 * @param {Flow} flow
 * @param {Config} config
 * @returns {HTMLElement[]}
 */
function placeholder(state, { mode }, flow, config) {
  const { stage, page } = texts();
  if (state === 'idle') {
    const about =
      config.mode === 'production' ? h('p', { class: 'placeholder-warning' }, page.production) : steps(flow);
    return [h('p', { class: 'placeholder-title' }, flowName(flow)), about, h('p', {}, stage.idle[mode])];
  }
  if (state === 'cancelled') return message('stop', stage.cancelled, stage.again);
  if (state === 'failed') return message('alert', stage.failed, stage.again);
  return [h('span', { class: 'spinner' }), h('p', {}, state === 'waiting' ? stage.waiting : stage.busy)];
}

/** @param {Flow} flow */
function steps(flow) {
  const { technologies } = texts();
  return h(
    'ol',
    { class: 'placeholder-steps' },
    ...flow.technologies.map((technology) =>
      h(
        'li',
        {},
        icon(technology),
        h(
          'span',
          {},
          h('strong', {}, technologies[technology].name),
          h('span', {}, technologies[technology].about),
        ),
      ),
    ),
  );
}
