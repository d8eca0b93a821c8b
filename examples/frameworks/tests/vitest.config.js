import { defineConfig } from 'vitest/config';

const server = 'tests/unit/server.test.js';

const inDom = (name) => ({
  test: {
    name,
    environment: name,
    include: ['testing/*.test.js', 'tests/unit/*.test.js'],
    exclude: [server],
  },
});

export default defineConfig({
  test: {
    projects: [
      inDom('jsdom'),
      inDom('happy-dom'),
      { test: { name: 'node', environment: 'node', include: [server] } },
    ],
  },
});
