/** The page's texts in the chosen language. */

import en from './texts/en.js';
import kz from './texts/kz.js';
import ru from './texts/ru.js';

/** @import { Locale, Texts } from './types.d.ts' */

/** @type {Record<Locale, Texts>} */
const all = { ru, en, kz };

/** @type {Texts} */
let current = en;

/**
 * @param {unknown} value
 * @returns {value is Locale}
 */
export const isLocale = (value) => typeof value === 'string' && Object.hasOwn(all, value);

/** @returns {Texts} the texts of the chosen language */
export const texts = () => current;

/**
 * Sets the page's language and translates the elements that have `data-i18n` or `data-i18n-label`.
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
 * @param {string} path keys joined by dots
 * @returns {string}
 */
function lookUp(path) {
  /** @type {unknown} */
  let value = current;
  for (const name of path.split('.'))
    value = /** @type {Record<string, unknown> | undefined} */ (value)?.[name];
  if (typeof value !== 'string') throw new Error(`there is no text with the key ${path}`);
  return value;
}

/**
 * Replaces the `{placeholders}` in a text with values.
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => String(values[name] ?? placeholder));
}

/**
 * Formats a number in the chosen language.
 *
 * @param {number} value
 * @param {number} [digits] digits after the decimal point
 */
export function number(value, digits = 0) {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  // Some builds of Chromium lack Kazakh number formats; the Russian ones are identical.
  return new Intl.NumberFormat(current === kz ? 'ru' : current.htmlLang, format).format(value);
}

/**
 * Formats a duration: in milliseconds below one second, else in seconds.
 *
 * @param {number} ms
 */
export function duration(ms) {
  if (ms < 999.5) return `${number(Math.round(ms))} ${current.units.ms}`;
  return `${number(ms / 1000, ms < 10_000 ? 2 : 1)} ${current.units.s}`;
}

/**
 * Formats a time of day, with seconds.
 *
 * @param {number} ms since 1970
 */
export function time(ms) {
  const format = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return new Intl.DateTimeFormat(current === kz ? 'ru' : current.htmlLang, {
    ...format,
    hour12: false,
  }).format(ms);
}

/**
 * Formats a size: in bytes below 1,000 bytes, else in kilobytes of 1,024 bytes.
 *
 * @param {number} bytes
 */
export function size(bytes) {
  if (bytes < 1000) return `${number(bytes)} ${current.units.bytes}`;
  return `${number(bytes / 1024, bytes < 10_240 ? 1 : 0)} ${current.units.kilobytes}`;
}
