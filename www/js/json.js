/**
 * Formats values as JSON text or as a collapsible tree. A widget can pass any value, including cyclic objects,
 * functions and objects with getters that throw.
 */

import { h } from './dom.js';
import { fill, texts } from './i18n.js';

/** Members to show at once; a button shows the next ones. */
const MEMBERS = 100;
/** Characters of a string to show. */
const STRING_LENGTH = 400;
/** Levels of the tree that are expanded initially. */
const OPEN_DEPTH = 4;

/**
 * Returns any value as JSON text.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function toText(value) {
  /** @type {unknown[]} */
  const path = [];
  try {
    const text = JSON.stringify(
      value,
      /** @this {unknown} */
      function (_key, member) {
        while (path.length > 0 && path.at(-1) !== this) path.pop();
        if (path.includes(member)) return `[${texts().log.circular}]`;
        if (typeof member === 'object' && member !== null) path.push(member);
        return typeof member === 'bigint' ? `${member}n` : member;
      },
      2,
    );
    return text ?? String(value);
  } catch (error) {
    return String(error);
  }
}

/**
 * Returns any value as a tree.
 *
 * @param {unknown} value
 * @returns {HTMLElement}
 */
export const toTree = (value) => h('div', { class: 'json' }, node(undefined, value, [], true));

/**
 * @param {string | undefined} key
 * @param {unknown} value
 * @param {object[]} path the objects that contain `value`
 * @param {boolean} last whether it is the last of its siblings
 * @returns {HTMLElement}
 */
function node(key, value, path, last) {
  const comma = last ? '' : ',';
  const name = key === undefined ? [] : [h('span', { class: 'json-key' }, JSON.stringify(key)), ': '];
  if (typeof value !== 'object' || value === null)
    return h('div', { class: 'json-line' }, ...name, leaf(value), comma);
  if (path.includes(value)) {
    return h('div', { class: 'json-line' }, ...name, h('em', {}, `[${texts().log.circular}]`), comma);
  }
  return branch(name, value, path, comma);
}

/**
 * @param {(Node | string)[]} name
 * @param {object} value
 * @param {object[]} path
 * @param {string} comma
 * @returns {HTMLElement}
 */
function branch(name, value, path, comma) {
  const list = Array.isArray(value);
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  const members = membersOf(value);
  if (members.length === 0) return h('div', { class: 'json-line' }, ...name, `${open}${close}${comma}`);

  const children = h('div', { class: 'json-members' });
  const show = (/** @type {number} */ from) => {
    const upTo = Math.min(from + MEMBERS, members.length);
    for (const [index, [key, member]] of members.slice(from, upTo).entries()) {
      const last = from + index === members.length - 1;
      children.append(node(list ? undefined : key, member, [...path, value], last));
    }
    if (upTo === members.length) return;
    const more = h(
      'button',
      { type: 'button', class: 'link' },
      fill(texts().log.more, { n: members.length - upTo }),
    );
    more.addEventListener('click', () => {
      more.remove();
      show(upTo);
    });
    children.append(more);
  };

  const count = fill(list ? texts().log.items : texts().log.fields, { n: members.length });
  const details = h(
    'details',
    { class: 'json-branch', open: path.length < OPEN_DEPTH && members.length <= MEMBERS },
    h('summary', {}, ...name, open, h('span', { class: 'json-count' }, ` ${count} ${close}${comma}`)),
    children,
    h('div', { class: 'json-close' }, close + comma),
  );
  // Collapsed members are created when the user expands them: values can be large and deep.
  if (details.open) show(0);
  else details.addEventListener('toggle', () => show(0), { once: true });
  return details;
}

/**
 * @param {object} value
 * @returns {[string, unknown][]}
 */
function membersOf(value) {
  try {
    return Object.keys(value).map((key) => [key, read(value, key)]);
  } catch (error) {
    return [['', String(error)]];
  }
}

/**
 * @param {object} value
 * @param {string} key
 */
function read(value, key) {
  try {
    return /** @type {Record<string, unknown>} */ (value)[key];
  } catch (error) {
    return String(error);
  }
}

/** @param {unknown} value */
function leaf(value) {
  if (typeof value === 'string') {
    const text = value.length > STRING_LENGTH ? shorten(value) : value;
    return h('span', { class: 'json-string' }, JSON.stringify(text));
  }
  const kind = value === null || value === undefined ? 'null' : typeof value;
  return h('span', { class: `json-${kind}` }, String(value));
}

/**
 * Returns the start of a long string and its length.
 *
 * @param {string} value
 * @param {number} [characters] how many are kept
 */
export function shorten(value, characters = 60) {
  return `${value.slice(0, characters)}… (${fill(texts().log.characters, { n: value.length })})`;
}
