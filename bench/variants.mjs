/** The variants that the benchmark compares, the conditions under which they run, and the targets. */

/** Size of the widget's script as transferred, in bytes. */
export const WIDGET_BYTES = 1_048_576;

/** Time that the backend takes to create a session, in ms, without the network. */
export const BACKEND_TIME = 150;
/** Time that a backend far from the service takes to create a session, in ms. */
const SLOW_BACKEND_TIME = 700;

/** Time that the pointer hovers over the button before the click, in ms: long enough for `preload` to finish. */
const LONG_HOVER = 3_000;
/** Hover time, in ms, of a user who clicks soon after pointing: `preload` is still running. */
const SHORT_HOVER = 300;

/** `page` names the module in `bench/pages` that runs in the variant's page. */
export const VARIANTS = [
  { key: 'a', name: "script tags of the service's guide", page: 'guide' },
  { key: 'b', name: '`loadCustomScript` of paypal-js', page: 'paypal' },
  { key: 'c', name: 'hand-written: create, load, start', page: 'sequential' },
  { key: 'd', name: '`startSession`', page: 'session' },
  { key: 'e', name: '`startSession`, `preload` finished', page: 'session-preloaded', hover: LONG_HOVER },
  {
    key: 'e2',
    name: '`startSession`, `preload` 300 ms before',
    page: 'session-preloaded',
    hover: SHORT_HOVER,
  },
  { key: 'f', name: '`verify`', page: 'verify' },
  { key: 'f2', name: '`verify`, `preload` 300 ms before', page: 'verify-preloaded', hover: SHORT_HOVER },
  { key: 'g', name: 'c, with a backend that takes 700 ms', page: 'sequential', backend: SLOW_BACKEND_TIME },
  { key: 'h', name: 'f, with a backend that takes 700 ms', page: 'verify', backend: SLOW_BACKEND_TIME },
];

/** The variant that the others are compared with: it loads the script, calls the widget, and does nothing else. */
export const BASELINE = 'b';

/**
 * Network and processor as emulated by Chromium's developer tools: latency in ms, throughput in bytes per second,
 * `cpuSlowdown` as a factor. `variants` are the keys of the variants to run; default: all.
 */
export const CONDITIONS = {
  // Lighthouse's default for mobile: github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
  slow4g: {
    name: 'slow 4G (150 ms, 1.6 Mbit/s down, 0.75 Mbit/s up)',
    short: 'slow 4G',
    latency: 150,
    downloadThroughput: 1_600_000 / 8,
    uploadThroughput: 750_000 / 8,
    variants: ['b', 'd', 'f'],
  },
  fast4g: {
    name: 'fast 4G (150 ms, 9 Mbit/s down, 1.6 Mbit/s up)',
    short: 'fast 4G',
    latency: 150,
    downloadThroughput: 9_000_000 / 8,
    uploadThroughput: 1_600_000 / 8,
  },
  loopback: { name: 'not throttled (loopback)', short: 'not throttled' },
  slowCpu: {
    name: 'not throttled, processor 4 times slower',
    short: '4× slower processor',
    cpuSlowdown: 4,
    variants: ['a', 'b', 'd', 'e', 'f'],
  },
};

/**
 * Each target limits the time of variant `of` relative to that of variant `to`, under one condition: their ratio by
 * `maxRatio`, or their difference, in ms, by `maxDifference`.
 */
export const TARGETS = [
  { of: 'd', to: 'b', condition: 'slow4g', maxRatio: 1.02 },
  { of: 'd', to: 'b', condition: 'fast4g', maxRatio: 1.02 },
  { of: 'e', to: 'b', condition: 'fast4g', maxRatio: 1 },
  { of: 'd', to: 'b', condition: 'loopback', maxDifference: 5 },
  { of: 'd', to: 'b', condition: 'slowCpu', maxDifference: 30 },
  { of: 'f', to: 'c', condition: 'fast4g', maxRatio: 0.65 },
  { of: 'h', to: 'g', condition: 'fast4g', maxRatio: 0.65 },
];
