// The third-party notices list the bundled dependencies in their current versions.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { notices } from '../../../scripts/release/notices.mjs';

test('THIRD-PARTY.md is up to date', async () => {
  const record = readFileSync(new URL('../../../THIRD-PARTY.md', import.meta.url), 'utf8');
  assert.equal(await notices(process.env), record, 'regenerate it: node scripts/release/notices.mjs');
});
