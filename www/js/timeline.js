/** The states of a run with their times: what has been, what is, what is still to come. */

import { find, h } from './dom.js';
import { duration, texts } from './i18n.js';

/** @import { Mark, RunView, State } from './types.d.ts' */

/** The way of a run in which nothing goes wrong. */
/** @type {readonly State[]} */
const WAY = ['preparing', 'loading', 'starting', 'active', 'finished'];

/** @type {readonly State[]} */
export const FINAL = ['finished', 'cancelled', 'failed'];

/** @param {RunView | undefined} view */
export function showTimeline(view) {
  const marks = [...(view?.marks ?? [])].sort((a, b) => a.at - b.at);
  /** The state before each state, for the time between them. */
  let before = 0;
  const rows = marks.map((mark) => {
    const row = mark.kind === 'state' ? stateRow(mark, mark.at - before, view?.state) : eventRow(mark);
    if (mark.kind === 'state') before = mark.at;
    return row;
  });
  const ended = view !== undefined && FINAL.includes(view.state);
  const reached = new Set(marks.map(({ name }) => name));
  const ahead = ended ? [] : WAY.filter((state) => !reached.has(state)).map(aheadRow);
  find('#timeline', HTMLOListElement).replaceChildren(...rows, ...ahead);
}

/**
 * @param {Mark & { kind: 'state' }} mark
 * @param {number} delta
 * @param {State | undefined} current
 */
function stateRow({ name, at }, delta, current) {
  const state = texts().states[name];
  return h(
    'li',
    {
      class: name === current ? 'now' : '',
      'data-testid': 'state-item',
      'data-state': name,
      'data-at': at.toFixed(1),
      'aria-current': name === current ? 'step' : undefined,
    },
    h('span', { class: 'dot' }),
    h('span', { class: 'what' }, h('strong', {}, state.name), h('span', { class: 'about' }, state.about)),
    h('span', { class: 'when', title: texts().log.total }, duration(at)),
    h('span', { class: 'delta' }, `+${duration(delta)}`),
  );
}

/** @param {Mark & { kind: 'event' }} mark */
function eventRow({ name, at, note }) {
  return h(
    'li',
    { class: 'event', 'data-event': name },
    h('span', { class: 'dot' }),
    h('span', { class: 'what' }, texts().events[name], note ? h('code', { title: note }, note) : null),
    h('span', { class: 'when' }, duration(at)),
  );
}

/** @param {State} name */
function aheadRow(name) {
  const state = texts().states[name];
  return h(
    'li',
    { class: 'ahead', 'aria-hidden': 'true' },
    h('span', { class: 'dot' }),
    h('span', { class: 'what' }, h('strong', {}, state.name), h('span', { class: 'about' }, state.about)),
  );
}
