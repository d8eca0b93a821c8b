// The notices are those of what is inside, in the versions that are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { notices } from '../../../scripts/release/notices.mjs';

test('THIRD-PARTY.md is up to date', async () => {
  const record = readFileSync(new URL('../../../THIRD-PARTY.md', import.meta.url), 'utf8');
  assert.equal(await notices(process.env), record, 'write it anew: node scripts/release/notices.mjs');
});
