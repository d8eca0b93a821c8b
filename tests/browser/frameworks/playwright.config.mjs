import config from '../e2e/playwright.config.mjs';

export default { ...config, globalSetup: './prepare.mjs', testMatch: '*.spec.mjs' };
