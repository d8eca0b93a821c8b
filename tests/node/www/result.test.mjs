import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from '../../../www/js/result.js';

test('verdictOf returns a verdict only for a complete result that has one', () => {
  assert.equal(verdictOf(undefined), undefined);
  assert.equal(verdictOf({ status: 'waiting' }), undefined);
  assert.equal(verdictOf({ status: 'late', passed: true }), undefined);
  assert.equal(verdictOf({ status: 'complete', passed: null }), undefined);
  assert.equal(verdictOf({ status: 'complete', passed: false }), false);
  assert.equal(verdictOf({ status: 'complete', passed: true }), true);
});
