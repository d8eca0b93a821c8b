/** The stage: the widget's room, and what stands there while no widget does. */

import { flowName } from './controls.js';
import { find, h, icon } from './dom.js';
import { texts } from './i18n.js';
import { FINAL } from './timeline.js';

/** @import { Choices, Flow, RunView, State } from './types.d.ts' */

/**
 * @param {RunView | undefined} view
 * @param {Choices} choices
 * @param {Flow} flow
 */
export function showStage(view, choices, flow) {
  const state = view?.state ?? 'idle';
  find('#frame', HTMLElement).dataset.display = choices.display;
  find('#state-chip', HTMLElement).dataset.state = state;
  find('#state-name', HTMLElement).textContent = texts().states[state].name;
  find('#frame', HTMLElement).dataset.state = state;
  find('#placard', HTMLElement).replaceChildren(...placard(state, flow));
}

/**
 * @param {State | 'idle'} state
 * @param {Flow} flow
 * @returns {HTMLElement[]}
 */
function placard(state, flow) {
  const { stage } = texts();
  if (state === 'idle')
    return [h('p', { class: 'placard-title' }, flowName(flow)), steps(flow), h('p', {}, stage.idle)];
  if (FINAL.includes(state)) {
    const text = stage[/** @type {'finished' | 'cancelled' | 'failed'} */ (state)];
    const name = { finished: 'check', cancelled: 'stop', failed: 'alert' }[/** @type {'finished'} */ (state)];
    return [
      h('span', { class: 'placard-icon' }, icon(name)),
      h('p', { class: 'placard-title' }, text),
      h('p', {}, stage.again),
    ];
  }
  return [h('span', { class: 'spinner' }), h('p', {}, stage.busy)];
}

/** @param {Flow} flow */
function steps(flow) {
  const { technologies } = texts();
  const known = flow.technologies.length > 0 ? flow.technologies : [];
  return h(
    'ol',
    { class: 'placard-steps' },
    ...known.map((technology) =>
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
