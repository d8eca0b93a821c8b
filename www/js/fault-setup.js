/**
 * The page's part in simulating a fault: other options, changed browser APIs, or interference with the running
 * widget.
 */

import { h } from './dom.js';
import { openSession } from './loader.js';
import { changeEnvironment, goOffline, replace } from './stubs.js';

/** @import { FlowSession, SessionConfig, Verdict, VerifyConfig } from '/dist/index.js' */
/** @import { FaultContext, FaultSetup } from './types.d.ts' */

/** Timeouts for the faults in which the awaited event or response never arrives, in ms. */
const FINISH_TIMEOUT = 8_000;
const SESSION_TIMEOUT = 4_000;
const RESULT_TIMEOUT = 4_000;
/** How long the browser stays offline, in ms. */
const OFFLINE_DURATION = 2_500;

const noop = () => {};
/** Returns a Promise that never settles. */
const never = () => /** @type {Promise<string>} */ (new Promise(noop));

/**
 * Adds a container for this run inside the page's container; it is removed when the run ends.
 *
 * @param {FaultContext} context
 */
function addContainer({ container }) {
  const element = h('div', { class: 'widget', id: 'flow-widget-fault' });
  container.append(element);
  return element;
}

/**
 * Calls `act` when the widget's first screen is shown, unless the run ends before.
 *
 * @param {FaultContext} context
 * @param {() => void} act
 * @returns {FaultSetup['onState']}
 */
const onceShown =
  ({ container, ended }, act) =>
  (state) => {
    if (state !== 'active') return;
    const check = () => {
      if (ended.aborted) return;
      // The sandbox's widget renders into a shadow root, and shows a spinner until its first screen.
      const root = container.querySelector('[data-flow-widget]')?.shadowRoot;
      if (root && !root.querySelector('.spinner')) act();
      else requestAnimationFrame(check);
    };
    requestAnimationFrame(check);
  };

/**
 * Cancels the run as soon as it reaches a state.
 *
 * @param {string} name
 * @returns {(context: FaultContext) => FaultSetup}
 */
const abortAt = (name) => (context) => ({
  onState: (state) => {
    if (state === name) context.abort();
  },
});

/**
 * Runs `openSession` instead of `verify`, for faults of the `id` option that the page passes.
 *
 * @param {() => unknown} id
 * @returns {FaultSetup}
 */
const withId = (id) => ({
  call: (/** @type {VerifyConfig} */ { endpoint, metadata, onState, ...config }) => {
    const session = openSession(/** @type {SessionConfig} */ ({ ...config, id }));
    session.addEventListener('statechange', () => onState?.(session.state, session.id));
    return /** @type {Promise<Verdict>} */ (session.finished);
  },
});

/**
 * Opens another session in the page; its id never arrives.
 *
 * @param {FaultContext} context
 * @param {'reject' | 'replace'} [conflict]
 * @returns {FlowSession}
 */
function openOther({ container, src }, conflict = 'reject') {
  const session = openSession({ id: never, container, conflict, ...(src !== undefined && { src }) });
  session.finished.catch(noop);
  return session;
}

/** Checks the environment before the session. */
const preflight = () => ({ options: { preflight: true } });

/**
 * Uses the entry point `/slim`, whose WebAssembly is a separate file.
 *
 * @param {string | Uint8Array<ArrayBuffer>} input URL or bytes of that file
 * @returns {() => FaultSetup}
 */
const slim = (input) => () => ({
  call: async (/** @type {VerifyConfig} */ config) => {
    const { init, verify } = await import('/dist/slim.js');
    await init(input);
    return verify(config);
  },
});

/** @type {Record<string, (context: FaultContext) => FaultSetup>} */
const SETUPS = {
  offline: () => ({ script: 'script-cut', undo: goOffline() }),
  'offline-wait': () => ({ options: { offline: 'wait' }, undo: goOffline(OFFLINE_DURATION) }),

  'config-invalid': () => ({ options: /** @type {any} */ ({ container: undefined, selector: 42 }) }),
  'session-unknown': () => withId(() => 'no-such-session'),

  'finish-before-return': () => ({ options: { timeouts: { result: RESULT_TIMEOUT } } }),

  'never-finishes': () => ({ options: { timeouts: { finish: FINISH_TIMEOUT } } }),
  'finish-late': (context) => ({
    onState: onceShown(context, () => {
      context.abort();
      window.dispatchEvent(new CustomEvent('finish', { detail: { late: true } }));
    }),
  }),

  'container-missing': () => ({ options: { container: undefined, selector: '#nowhere' } }),
  'container-shadow': (context) => {
    const inner = h('div');
    addContainer(context).attachShadow({ mode: 'open' }).append(inner);
    return { options: { container: inner } };
  },
  'container-replaced': (context) => {
    const before = addContainer(context);
    return {
      options: { container: undefined, selector: `#${before.id}` },
      onState: (state) => {
        if (state === 'loading') before.replaceWith(before.cloneNode());
      },
    };
  },
  'container-moved': (context) => {
    const element = addContainer(context);
    const target = h('div', { class: 'widget' });
    context.container.append(target);
    return {
      options: { container: element },
      onState: onceShown(context, () => target.append(element)),
    };
  },
  'container-removed': (context) => {
    const element = addContainer(context);
    return { options: { container: element }, onState: onceShown(context, () => element.remove()) };
  },
  'container-rerendered': (context) => {
    const before = addContainer(context);
    return {
      options: { container: undefined, selector: `#${before.id}` },
      onState: onceShown(context, () => before.replaceWith(before.cloneNode())),
    };
  },

  'abort-before': ({ abort }) => {
    abort();
    return {};
  },
  'abort-preparing': abortAt('preparing'),
  'abort-loading': abortAt('loading'),
  'abort-starting': abortAt('starting'),
  'abort-active': abortAt('active'),
  'abort-waiting': abortAt('waiting'),

  'conflict-reject': (context) => {
    const first = openOther(context);
    return { undo: () => first.cancel() };
  },
  'conflict-replace': (context) => {
    const first = openOther(context);
    return { options: { conflict: 'replace' }, undo: () => first.cancel() };
  },
  'conflict-replaced': (context) => {
    /** @type {FlowSession | undefined} */
    let second;
    return {
      onState: onceShown(context, () => {
        second = openOther(context, 'replace');
      }),
      undo: () => second?.cancel(),
    };
  },

  'api-hang': () => ({ options: { timeouts: { session: SESSION_TIMEOUT } } }),
  'source-rejects': () => withId(() => Promise.reject(new Error('The backend is not available.'))),
  'source-number': () => withId(() => 42),
  'result-500': () => ({ options: { timeouts: { result: RESULT_TIMEOUT } } }),
  'result-pending': () => ({ options: { timeouts: { result: RESULT_TIMEOUT } } }),

  'integrity-wrong': () => ({ options: { integrity: `sha384-${'A'.repeat(64)}` } }),

  'camera-missing': preflight,
  'camera-denied': preflight,
  'camera-unsupported': preflight,
  'camera-policy': preflight,
  'camera-frame': preflight,
  'insecure-context': preflight,
  'in-app-browser': preflight,
  'wasm-refused': preflight,
  'popup-blocked': () => ({ undo: replace(window, 'open', () => null) }),

  'slim-404': slim('/dist/nowhere.wasm'),
  'slim-html': slim('/'),
  'slim-corrupt': slim(Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0)),
};

/**
 * Prepares the page for a fault.
 *
 * @param {string} fault the fault's name; empty for none
 * @param {FaultContext} context
 * @returns {FaultSetup}
 */
export function setUpFault(fault, context) {
  const setup = SETUPS[fault]?.(context) ?? {};
  const restore = changeEnvironment(fault);
  return {
    ...setup,
    undo: () => {
      restore();
      setup.undo?.();
    },
  };
}

/**
 * Returns the path of the backend endpoint. For a fault of the backend or the service, this is the endpoint that
 * simulates it.
 *
 * @param {string} flow
 * @param {string} fault
 */
export function endpointOf(flow, fault) {
  const path = encodeURIComponent(flow);
  return /^(api|backend|result)-/.test(fault) ? `/api/faulty/${fault}/${path}` : `/api/flow/${path}`;
}
