import { defineConfig } from 'vitest/config';

const server = '**/server.test.js';

const page = (name) => ({ test: { name, environment: name, exclude: [server] } });

export default defineConfig({
  test: {
    projects: [
      page('jsdom'),
      page('happy-dom'),
      { test: { name: 'node', environment: 'node', include: [server] } },
    ],
  },
});
