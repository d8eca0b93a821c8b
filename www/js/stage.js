/** The stage: the widget's room, and what stands there while no widget does. */

import { flowName } from './controls.js';
import { find, h, icon } from './dom.js';
import { texts } from './i18n.js';
import { verdictOf } from './result.js';

/** @import { Choices, Config, Flow, RunView, State } from './types.d.ts' */

/**
 * @param {RunView | undefined} view
 * @param {Choices} choices
 * @param {Flow} flow
 * @param {Config} config
 */
export function showStage(view, choices, flow, config) {
  const state = view?.state ?? 'idle';
  find('#frame', HTMLElement).dataset.display = choices.display;
  find('#state-chip', HTMLElement).dataset.state = state;
  find('#state-name', HTMLElement).textContent = texts().states[state].name;
  find('#frame', HTMLElement).dataset.state = state;
  const passed = verdictOf(view?.result);
  find('#frame', HTMLElement).dataset.passed = String(passed ?? '');
  const content = state === 'finished' ? finished(view?.result, passed) : placard(state, flow, config);
  find('#placard', HTMLElement).replaceChildren(...content);
}

/**
 * `finish` alone says that the person is done; whether they passed, only the service does.
 *
 * @param {RunView['result']} result
 * @param {boolean | undefined} passed
 */
function finished(result, passed) {
  const { stage } = texts();
  const title = passed === undefined ? stage.finished : passed ? stage.passed : stage.notPassed;
  const waiting = result === undefined || result.status === 'waiting';
  return ending(passed === false ? 'stop' : 'check', title, waiting ? stage.waiting : stage.again);
}

/**
 * @param {string} symbol
 * @param {string} title
 * @param {string} text
 */
function ending(symbol, title, text) {
  return [
    h('span', { class: 'placard-icon' }, icon(symbol)),
    h('p', { class: 'placard-title' }, title),
    h('p', {}, text),
  ];
}

/**
 * @param {Exclude<State, 'finished'> | 'idle'} state
 * @param {Flow} flow
 * @param {Config} config
 * @returns {HTMLElement[]}
 */
function placard(state, flow, config) {
  const { stage, page } = texts();
  if (state === 'idle') {
    const about =
      config.mode === 'production' ? h('p', { class: 'placard-warning' }, page.production) : steps(flow);
    return [h('p', { class: 'placard-title' }, flowName(flow)), about, h('p', {}, stage.idle)];
  }
  if (state === 'cancelled') return ending('stop', stage.cancelled, stage.again);
  if (state === 'failed') return ending('alert', stage.failed, stage.again);
  return [h('span', { class: 'spinner' }), h('p', {}, stage.busy)];
}

/** @param {Flow} flow */
function steps(flow) {
  const { technologies } = texts();
  return h(
    'ol',
    { class: 'placard-steps' },
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
