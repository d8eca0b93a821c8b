/** Warnings about metadata that a browser has proposed: they are short, one line each, and limited in number. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequest, handlerWith, mockSessions } from './support.mjs';

/** Starts a handler that uses proposed metadata; returns a function that proposes it, and the warnings. */
async function proposing(t) {
  const { url } = await mockSessions(t);
  const warnings = [];
  const handler = handlerWith({
    baseUrl: url,
    maxBody: 8_000_000,
    metadata: ({ proposed }) => proposed,
    onWarning: (warning) => warnings.push(warning),
  });
  const propose = async (metadata) => {
    const { status } = await handler(createRequest({ body: { metadata } }));
    assert.equal(status, 201);
    return warnings.splice(0);
  };
  return { propose };
}

test('names of fields are cut, and cannot forge a line of a log', async (t) => {
  const { propose } = await proposing(t);
  for (const [name, readable] of [
    ['a\n[flow-widget-loader] the user passed', 'a\\n[flow-widget-loader] the user passed'],
    ['\u001b[2J\r', '\\u{1b}[2J\\r'],
    ['x'.repeat(60_000), `${'x'.repeat(60)}…`],
  ]) {
    assert.deepEqual(await propose({ [name]: 1 }), [`\`metadata.${readable}\` is not a documented field`]);
  }
});

test('one session has 20 warnings, and a handler remembers 1,000', async (t) => {
  const { propose } = await proposing(t);
  const fields = (prefix) =>
    Object.fromEntries(Array.from({ length: 6_000 }, (_, n) => [`${prefix}${n}`, 1]));
  const first = await propose(fields('a'));
  assert.deepEqual([first.length, first[20]], [21, '`metadata` has more than 20 warnings']);
  assert.deepEqual(await propose(fields('a')), []);
  let count = first.length;
  for (let call = 0; call < 60; call++) count += (await propose(fields(`b${call}-`))).length;
  assert.equal(count, 1_000);
});
