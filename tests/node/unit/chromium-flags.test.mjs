import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CHROMIUM_FLAGS, HEADLESS } from '../../../scripts/chromium-flags.mjs';

test('webdriver.json has the flags of scripts/chromium-flags.mjs', () => {
  const json = JSON.parse(readFileSync(new URL('../../../webdriver.json', import.meta.url), 'utf8'));
  assert.deepEqual(json['goog:chromeOptions'].args, [HEADLESS, ...CHROMIUM_FLAGS]);
});
