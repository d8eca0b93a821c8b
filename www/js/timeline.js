/** The states of a run with their times: what has been, what is, what is still to come. */

import { find, h } from './dom.js';
import { duration, texts } from './i18n.js';

/** @import { Mark, RunView, State } from './types.d.ts' */

/** The way of a run in which nothing goes wrong. Shown from the start, so that nothing below moves. */
/** @type {readonly Mark['name'][]} */
const WAY = ['preparing', 'loading', 'session', 'script', 'starting', 'active', 'finished', 'result'];

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
  const reached = new Set(marks.map(({ name }) => name));
  const ahead = stillAhead(view).filter((name) => !reached.has(name));
  find('#timeline', HTMLOListElement).replaceChildren(...rows, ...ahead.map(aheadRow));
}

/**
 * @param {RunView | undefined} view
 * @returns {readonly Mark['name'][]}
 */
function stillAhead(view) {
  if (view === undefined || !FINAL.includes(view.state)) return WAY;
  // Between `finish` and the result there is a wait of seconds.
  const waiting = view.detail && (view.result === undefined || view.result.status === 'waiting');
  return waiting ? ['result'] : [];
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
    h('span', { class: 'when' }, duration(at)),
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

/** @param {Mark['name']} name */
function aheadRow(name) {
  const { states, events } = texts();
  const isEvent = Object.hasOwn(events, name);
  const state = states[/** @type {State} */ (name)];
  return h(
    'li',
    { class: isEvent ? 'event ahead' : 'ahead', 'aria-hidden': 'true' },
    h('span', { class: 'dot' }),
    isEvent
      ? h('span', { class: 'what' }, events[/** @type {keyof typeof events} */ (name)])
      : h('span', { class: 'what' }, h('strong', {}, state.name), h('span', { class: 'about' }, state.about)),
  );
}
