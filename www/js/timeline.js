/** The timeline of a run: its past states and events with their times, the current state, and the expected next ones. */

import { find, h } from './dom.js';
import { duration, texts } from './i18n.js';

/** @import { Mode } from '/dist/index.js' */
/** @import { Mark, RunView, State } from './types.d.ts' */

/**
 * States and events of a run without errors, in order. All are shown from the start, so that the layout does not shift.
 *
 * @type {readonly Mark['name'][]}
 */
const HAPPY_PATH = ['preparing', 'loading', 'session', 'script', 'starting', 'active', 'waiting', 'finished'];

/**
 * What happens only with the widget.
 *
 * @type {readonly Mark['name'][]}
 */
const WIDGET_ONLY = ['script', 'waiting'];

/**
 * States after which the run does not change its state any more.
 *
 * @type {readonly State[]}
 */
export const FINAL = ['finished', 'cancelled', 'failed'];

/**
 * Renders the timeline; without a run, it shows only the expected states and events.
 *
 * @param {RunView | undefined} view
 * @param {Mode} mode the chosen mode; that of a run is in `view`
 */
export function showTimeline(view, mode) {
  const marks = [...(view?.marks ?? [])].sort((a, b) => a.at - b.at);
  /** Time of the previous state, in ms. */
  let previousAt = 0;
  const rows = marks.map((mark) => {
    const row = mark.kind === 'state' ? stateRow(mark, mark.at - previousAt, view?.state) : eventRow(mark);
    if (mark.kind === 'state') previousAt = mark.at;
    return row;
  });
  const reached = new Set(marks.map(({ name }) => name));
  const ended = view !== undefined && FINAL.includes(view.state);
  const upcoming = ended
    ? []
    : HAPPY_PATH.filter(
        (name) => !reached.has(name) && ((view?.mode ?? mode) === 'widget' || !WIDGET_ONLY.includes(name)),
      );
  find('#timeline', HTMLOListElement).replaceChildren(...rows, ...upcoming.map(upcomingRow));
}

/**
 * @param {Mark & { kind: 'state' }} mark
 * @param {number} delta time since the previous state, in ms
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
function upcomingRow(name) {
  const { states, events } = texts();
  const isEvent = Object.hasOwn(events, name);
  const state = states[/** @type {State} */ (name)];
  return h(
    'li',
    { class: isEvent ? 'event upcoming' : 'upcoming', 'aria-hidden': 'true' },
    h('span', { class: 'dot' }),
    isEvent
      ? h('span', { class: 'what' }, events[/** @type {keyof typeof events} */ (name)])
      : h('span', { class: 'what' }, h('strong', {}, state.name), h('span', { class: 'about' }, state.about)),
  );
}
