/** Finds the policies that a page declares in its HTML. */

/** How much of a page is read, and how much of the rest without scripts and styles is searched, in characters. */
const [MAX_LENGTH, MAX_SEARCHED] = [3_000_000, 300_000];
/** The maximum length of a tag, in characters. */
const MAX_TAG = 8_000;

/** Returns the contents of `<meta http-equiv="Content-Security-Policy">`, in their order. */
export function metaPolicies(html: string): string[] {
  let text = html.slice(0, MAX_LENGTH);
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<script', '</script'],
    ['<style', '</style'],
    ['<noscript', '</noscript'],
    ['<template', '</template'],
  ] as const) {
    text = without(text, start, end);
  }
  text = text.slice(0, MAX_SEARCHED);
  const lower = toLower(text);
  const policies: string[] = [];
  // Without a regular expression, which would read the rest of the text again for each beginning of a tag.
  for (let at = 0; ; ) {
    const from = lower.indexOf('<meta', at);
    const to = from < 0 ? -1 : lower.indexOf('>', from);
    if (to < 0) return policies;
    at = to + 1;
    if (to - from > MAX_TAG) continue;
    const attributes = attributesOf(text.slice(from, to));
    if (attributes.get('http-equiv')?.trim().toLowerCase() !== 'content-security-policy') continue;
    const content = attributes.get('content');
    if (content !== undefined) policies.push(content);
  }
}

/** Returns a text of the same length, which `toLowerCase` does not for every letter. */
const toLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Removes the parts of a text between two marks, without regard to case. */
function without(text: string, start: string, end: string): string {
  const lower = toLower(text);
  let kept = '';
  let at = 0;
  for (;;) {
    const from = lower.indexOf(start, at);
    if (from < 0) return kept + text.slice(at);
    kept += text.slice(at, from);
    const to = lower.indexOf(end, from + start.length);
    if (to < 0) return kept;
    at = to + end.length;
  }
}

function attributesOf(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of tag.matchAll(
    /([\w-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g,
  )) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, decodeEntities(double ?? single ?? bare ?? ''));
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>' };

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w{2,4}));/gi, (all, decimal, hexadecimal, name) => {
    if (name !== undefined) return (Object.hasOwn(ENTITIES, name) && ENTITIES[name]) || all;
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
