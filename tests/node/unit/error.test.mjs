// The error class that all entry points share.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlowWidgetError } from '../../../dist/index.js';

for (const [name, options] of [
  ['no options', undefined],
  ['options without it', {}],
  ['other options that are undefined', { status: undefined, cause: undefined }],
]) {
  test(`\`retryable\` is false with ${name}`, () => {
    assert.equal(new FlowWidgetError('http', 'x', options).retryable, false);
  });
}

test('the options are properties of the error, and `code` cannot be replaced by them', () => {
  const cause = new Error('inner');
  const error = new FlowWidgetError('http', 'x', { retryable: true, status: 503, cause, code: 'network' });
  const { name, code, message, retryable, status } = error;
  assert.deepEqual(
    { name, code, message, retryable, status },
    { name: 'FlowWidgetError', code: 'http', message: 'x', retryable: true, status: 503 },
  );
  assert.equal(error.cause, cause);
  assert.ok(!Object.keys(error).includes('cause'));
});
