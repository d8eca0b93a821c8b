/** The page's texts in the chosen language. */

import en from './texts/en.js';
import kz from './texts/kz.js';
import ru from './texts/ru.js';

/** @import { Locale, Texts } from './types.d.ts' */

/** @type {Record<Locale, Texts>} */
const all = { ru, en, kz };

/** @type {readonly Locale[]} */
export const LOCALES = ['ru', 'en', 'kz'];

/** @type {Texts} */
let current = en;

/**
 * @param {unknown} value
 * @returns {value is Locale}
 */
export const isLocale = (value) => LOCALES.some((locale) => locale === value);

/** @returns {Texts} the texts of the chosen language */
export const texts = () => current;

/**
 * Switches the language of everything that is marked in the document.
 *
 * @param {Locale} locale
 */
export function setLocale(locale) {
  current = all[locale];
  document.documentElement.lang = current.htmlLang;
  document.title = current.title;
  for (const element of document.querySelectorAll('[data-i18n]')) {
    element.textContent = lookUp(element.getAttribute('data-i18n') ?? '');
  }
  for (const element of document.querySelectorAll('[data-i18n-label]')) {
    const text = lookUp(element.getAttribute('data-i18n-label') ?? '');
    element.setAttribute('aria-label', text);
    element.setAttribute('title', text);
  }
}

/**
 * @param {string} path names joined by dots
 * @returns {string}
 */
function lookUp(path) {
  /** @type {unknown} */
  let value = current;
  for (const name of path.split('.'))
    value = /** @type {Record<string, unknown> | undefined} */ (value)?.[name];
  if (typeof value !== 'string') throw new Error(`No text ${path}`);
  return value;
}

/**
 * Puts values into the `{places}` of a text.
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/**
 * @param {number} value
 * @param {number} [digits] after the point
 */
export function number(value, digits = 0) {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  // Chromium has no Kazakh numbers everywhere; the Russian ones look the same.
  return new Intl.NumberFormat(current === kz ? 'ru' : current.htmlLang, format).format(value);
}

/**
 * A time as a person reads it: milliseconds below a second, then seconds.
 *
 * @param {number} ms
 */
export function duration(ms) {
  if (ms < 999.5) return `${number(Math.round(ms))} ${current.units.ms}`;
  return `${number(ms / 1000, ms < 10_000 ? 2 : 1)} ${current.units.s}`;
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${number(bytes)} ${current.units.bytes}`;
  return `${number(bytes / 1024, bytes < 10_240 ? 1 : 0)} ${current.units.kilobytes}`;
}
