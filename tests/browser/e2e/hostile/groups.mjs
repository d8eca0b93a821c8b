/** The groups of generated calls, which Playwright makes in Chromium and WebDriver in the other engines. */

/** `HOSTILE_SEED` and `HOSTILE_PATH` reproduce a failure; `HOSTILE_CALLS` sets the number of calls. */
export const SEED = Number(process.env.HOSTILE_SEED || 20_261);
const PATH = process.env.HOSTILE_PATH;
const CALLS = Number(process.env.HOSTILE_CALLS || 10_000);
if (!(Number.isSafeInteger(CALLS) && CALLS > 0))
  throw new Error(`HOSTILE_CALLS must be a number of calls, from 1; got "${process.env.HOSTILE_CALLS}".`);
/** Number of frames that make calls in parallel. */
const FRAMES = PATH ? 1 : 16;
/** With fewer calls, some outcomes may be missing by chance. */
const ENOUGH_CALLS = 10_000;

const SESSIONS = ['startSession', 'openSession', 'verify', 'loadWidget'];
const OTHERS = ['preload', 'negotiateLocale', 'FlowWidgetError', 'checkEnvironment'];

/** Changes that other scripts make to built-in objects before the package runs, without breaking the page. */
const POLLUTED = {
  'fields on Object.prototype': () => {
    for (const name of ['selector', 'timeouts', 'src', 'id', 'retries', 'nonce', 'endpoint', 'code'])
      Object.defineProperty(Object.prototype, name, { configurable: true, writable: true, value: 7 });
  },
  'getters on Object.prototype that throw': () => {
    for (const name of ['preflight', 'container', 'locale', 'integrity', 'conflict', 'onState', 'headers'])
      Object.defineProperty(Object.prototype, name, {
        configurable: true,
        set(value) {
          Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
        },
        get() {
          throw new TypeError(`on purpose, ${name}`);
        },
      });
  },
  'changed methods of Array.prototype': () => {
    Array.prototype.polluted = 7;
    Array.prototype.flat = () => {
      throw new TypeError('on purpose, flat');
    };
    Array.prototype.toJSON = () => 'a list';
  },
  'a replaced Promise.prototype.then': () => {
    const { then } = Promise.prototype;
    // biome-ignore lint/suspicious/noThenProperty: libraries that trace asynchronous work replace it
    Promise.prototype.then = function (...handlers) {
      return then.apply(
        this,
        handlers.map((one) => (typeof one === 'function' ? (value) => one(value) : one)),
      );
    };
  },
};

/**
 * `share` is the fraction of the calls that the group makes, 1 by default; `prepare` runs in each frame before any other
 * script; `outcomes` must occur.
 */
export const GROUPS = [
  {
    title: 'any config of a session gives a result, a FlowWidgetError or an abort reason',
    methods: SESSIONS,
    // Ensures that the calls pass the validation and reach every kind of outcome.
    outcomes: SESSIONS.flatMap((method) =>
      ['invalid-config', 'a result', 'the reason'].map((outcome) => `${method}: ${outcome}`),
    ),
  },
  {
    title: 'any argument of the other exports gives a result, or the error that the argument itself throws',
    methods: OTHERS,
  },
  ...Object.entries({
    slim: ['init', ...SESSIONS],
    client: ['createFlowClient', 'encodePhoto', 'isValidIin'],
  }).map(([entry, methods]) => ({
    title: `any argument of the exports of /${entry} gives a result or an expected error`,
    api: `/dist/${entry}.js`,
    methods,
    share: 1 / 5,
  })),
  ...Object.entries(POLLUTED).map(([name, prepare]) => ({
    title: `any argument gives an expected outcome in a page with ${name}`,
    methods: [...SESSIONS, ...OTHERS],
    share: 1 / 10,
    prepare,
  })),
  {
    title: 'any argument gives an expected outcome in a document without a head',
    methods: [...SESSIONS, ...OTHERS],
    share: 1 / 20,
    prepare: () => addEventListener('DOMContentLoaded', () => document.head.remove()),
    outcomes: ['startSession: unsupported-environment'],
  },
];

/** The path of the page in whose frames a group's calls are made. */
export const laneOf = (group) => `/lane-${GROUPS.indexOf(group)}.html`;

/** The argument of the page's `makeCalls` for a group. */
export const optionsOf = (group) => ({
  api: group.api ?? '/dist/index.js',
  methods: group.methods,
  lane: laneOf(group),
  calls: Math.ceil(CALLS * (group.share ?? 1)),
  frames: FRAMES,
  seed: SEED,
  path: PATH,
});

/** Returns the outcomes that did not occur, although enough calls were made. */
export const missingOutcomes = (group, outcomes) =>
  PATH || CALLS < ENOUGH_CALLS ? [] : (group.outcomes ?? []).filter((outcome) => !outcomes[outcome]);
