/** What is compared. Each has a page of its own, of the name `host`. */

/** How long the pointer is over the button where everything is to have arrived by then, in ms. */
const AMPLE = 3_000;
/** How long it is there when a person points and clicks, in ms. */
const POINTED = 300;

/** How long the backend takes to create a session, in ms, apart from the network; where the service is far. */
const FAR = 700;

export const VARIANTS = [
  { key: 'a', name: "the guide's script tags", host: 'guide' },
  { key: 'b', name: '`loadCustomScript` of paypal-js', host: 'paypal' },
  { key: 'c', name: 'by hand: create, load, start', host: 'sequential' },
  { key: 'd', name: '`startSession`', host: 'session' },
  { key: 'e', name: '`startSession`, `preload` done', host: 'session-preloaded', lead: AMPLE },
  { key: 'e2', name: '`startSession`, `preload` 300 ms before', host: 'session-preloaded', lead: POINTED },
  { key: 'f', name: '`verify`', host: 'verify' },
  { key: 'f2', name: '`verify`, `preload` 300 ms before', host: 'verify-preloaded', lead: POINTED },
  { key: 'g', name: 'as c, session in 700 ms', host: 'sequential', service: FAR },
  { key: 'h', name: 'as f, session in 700 ms', host: 'verify', service: FAR },
];

/** What the comparison is to show. `limit` is a ratio, `most` a difference in ms. */
export const AIMS = [
  { of: 'd', to: 'b', network: '4g', limit: 1.02 },
  { of: 'e', to: 'b', network: '4g', limit: 1 },
  { of: 'd', to: 'b', network: 'none', most: 5 },
  { of: 'f', to: 'c', network: '4g', limit: 0.65 },
  { of: 'h', to: 'g', network: '4g', limit: 0.65 },
];

/** The networks, as the browser's developer tools emulate them: bytes a second, and ms to an answer. */
export const NETWORKS = {
  '4g': {
    name: 'fast 4G (150 ms, 9 Mbit/s down, 1.6 Mbit/s up)',
    latency: 150,
    downloadThroughput: 9_000_000 / 8,
    uploadThroughput: 1_600_000 / 8,
  },
  none: { name: 'not throttled (loopback)' },
};

/** How long the backend takes to create a session, in ms, apart from the network. */
export const SERVICE_TIME = 150;
/** The weight of the widget's script as it is transferred, in bytes. */
export const WEIGHT = 1_048_576;
