// A page inside a native app: the globals of the page, and the bridges of the apps.
import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, mock } from 'node:test';
import { importSources } from '../sources.mjs';

export const VERDICT = {
  sessionId: 's-1',
  status: 'FINISHED',
  passed: true,
  cancelled: false,
  failureReasons: [],
};
export const ENVELOPE = { source: 'flow-widget-loader', version: 1 };

/** `createBridge` of the sources. */
export let createBridge;
/** What the app has received: strings or objects. */
export let received;
/** The exceptions that were reported as uncaught errors. */
export let reported;
let page;

export const receive = (message) => {
  received.push(message);
};
/** Returns the messages, parsed if they are JSON. */
export const messages = () =>
  received.map((message) => (typeof message === 'string' ? JSON.parse(message) : message));
/** Returns the states and the types of the other messages. */
export const types = () => messages().map(({ type, state }) => state ?? type);

/** Functions that add the bridge of an app to the page, by the app's kind. */
export const APPS = {
  WKWebView: () => {
    globalThis.webkit = { messageHandlers: { FlowWidgetHost: { postMessage: receive } } };
  },
  'an Android JavaScript interface': () => {
    globalThis.FlowWidgetHost = { postMessage: receive };
  },
  'webview_flutter on iOS': () => {
    const handler = { postMessage: receive };
    globalThis.webkit = { messageHandlers: { FlowWidgetHost: handler } };
    globalThis.FlowWidgetHost = handler;
  },
  flutter_inappwebview: () => {
    globalThis.flutter_inappwebview = {
      callHandler: async (name, message) => {
        assert.equal(name, 'FlowWidgetHost');
        receive(message);
      },
    };
  },
  'React Native': () => {
    globalThis.ReactNativeWebView = { postMessage: receive };
  },
};

/** The globals of a page. */
const PAGE = ['window', 'document', 'location', 'addEventListener', 'removeEventListener', 'reportError'];
const BRIDGES = ['webkit', 'FlowWidgetHost', 'flutter_inappwebview', 'ReactNativeWebView'];

before(async () => {
  ({ createBridge } = await importSources(`export * from './js/webview.ts'`));
});

beforeEach(() => {
  received = [];
  reported = [];
  page = new EventTarget();
  Object.assign(globalThis, {
    window: globalThis,
    document: {},
    location: { origin: 'https://app.example' },
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
    reportError: (error) => reported.push(error),
  });
});

afterEach(() => {
  mock.timers.reset();
  leavePage();
  for (const name of BRIDGES) delete globalThis[name];
  assert.ok(!('FlowWidgetHostCommands' in globalThis), 'the commands are removed');
});

/** Removes the globals of the page, which a server does not have. */
export function leavePage() {
  for (const name of PAGE) delete globalThis[name];
}

/** Removes what the app has received. */
export function forget() {
  received = [];
}

/** Dispatches a `message` event, as a browser or an app does. */
export function dispatch(data, { source = null, origin = '' } = {}) {
  page.dispatchEvent(Object.assign(new Event('message'), { data, source, origin }));
}

/** The command that cancels. */
export const CANCEL = { target: 'flow-widget-loader', type: 'cancel' };

/** Starts a run that ends when its signal is aborted, or when `finish` is called. */
export function begin(bridge = createBridge()) {
  let finish;
  let hooks;
  const ended = bridge.run((given) => {
    hooks = given;
    return new Promise((resolve, reject) => {
      finish = resolve;
      given.signal.addEventListener('abort', () => reject(given.signal.reason));
    });
  });
  ended.catch(() => {});
  return { ended, finish, hooks };
}

/** Advances the mocked clock in small steps, so that a timer can start the next one. */
export function advance(ms) {
  for (let passed = 0; passed < ms; passed += 50) mock.timers.tick(50);
}
