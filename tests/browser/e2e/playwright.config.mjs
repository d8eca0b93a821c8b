import { defineConfig } from '@playwright/test';
import {
  ALLOW_LOOPBACK,
  CHROMIUM_FLAGS,
  chromiumPath,
  FAKE_CAMERA,
} from '../../../scripts/chromium-flags.mjs';

/** `TRACE=1` keeps a trace of each failed test in test-results/. It is off by default because recording is slow. */
const trace = process.env.TRACE ? 'retain-on-failure' : 'off';

export default defineConfig({
  testDir: '.',
  // The folder also has tests for Node's test runner, which Playwright would load as well by default.
  testMatch: '**/*.spec.mjs',
  outputDir: '../../../test-results',
  fullyParallel: true,
  workers: 2,
  // A busy machine can delay a browser by seconds. A test that passes only the second time is reported as flaky.
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    // Shorter than the test's timeout, so that the error names the action that hangs.
    actionTimeout: 20_000,
    trace,
    launchOptions: {
      executablePath: chromiumPath(),
      args: [...CHROMIUM_FLAGS, ...ALLOW_LOOPBACK, ...FAKE_CAMERA],
    },
  },
});
