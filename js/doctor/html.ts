/** Finds the policies that a page declares in its HTML. */

/** How much of a page is searched, in characters. A policy must be in its head. */
const MAX_LENGTH = 1_000_000;

/** Returns the contents of `<meta http-equiv="Content-Security-Policy">`, in their order. */
export function metaPolicies(html: string): string[] {
  // The same length as the text, also for letters whose lower case has another length.
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
  const policies: string[] = [];
  for (const [tag] of text.matchAll(/<meta\s[^>]{1,8000}>/gi)) {
    const attributes = attributesOf(tag);
    if (attributes.get('http-equiv')?.trim().toLowerCase() !== 'content-security-policy') continue;
    const content = attributes.get('content');
    if (content !== undefined) policies.push(content);
  }
  return policies;
}

/** Removes the parts of a text between two marks, without regard to case. */
function without(text: string, start: string, end: string): string {
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
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
