/** What the page itself does for a fault: other options, another browser, a hand that interferes. */

import { h } from './dom.js';
import { openSession } from './loader.js';
import { goOffline, replace } from './stubs.js';

/** @import { FlowSession, SessionConfig, VerifyConfig } from '/dist/index.js' */
/** @import { Play, Scene } from './types.d.ts' */

/** Until a widget that never finishes is given up, in ms: time to see it. */
const FINISH = 8_000;
/** Until a session that never comes is given up, in ms. */
const SESSION = 4_000;
/** Until a verdict that never comes is given up, in ms. */
const RESULT = 4_000;
/** How long the browser stays offline, in ms. */
const OFFLINE = 2_500;
/** How long the widget is seen before a hand interferes, in ms. */
const GLANCE = 800;

/** What becomes of a promise that nobody waits for. */
const ignore = () => {};
/** A promise that stays open. */
const never = () => /** @type {Promise<string>} */ (new Promise(ignore));

/**
 * A place of the run's own, which goes when the run has ended; the page keeps its container.
 *
 * @param {Scene} scene
 */
function place({ container }) {
  const element = h('div', { class: 'widget', id: 'flow-widget-place' });
  container.append(element);
  return element;
}

/**
 * Does something a moment after the widget has the floor.
 *
 * @param {() => void} act
 * @returns {Play['onState']}
 */
const onceActive = (act) => (state) => {
  if (state === 'active') setTimeout(act, GLANCE);
};

/**
 * Cancels as soon as a state is announced.
 *
 * @param {string} name
 * @returns {(scene: Scene) => Play}
 */
const abortAt = (name) => (scene) => ({
  onState: (state) => {
    if (state === name) scene.abort();
  },
});

/**
 * A session without `verify`, for what only a page's own source of ids can do wrong.
 *
 * @param {() => unknown} id
 * @returns {Play}
 */
const withId = (id) => ({
  call: (/** @type {VerifyConfig} */ { endpoint, metadata, onState, ...config }) => {
    const session = openSession(/** @type {SessionConfig} */ ({ ...config, id }));
    session.addEventListener('statechange', () => onState?.(session.state, session.id));
    return session.finished;
  },
});

/**
 * A session of somebody else in this page, which waits for its id for ever.
 *
 * @param {Scene} scene
 * @param {'reject' | 'replace'} [conflict]
 * @returns {FlowSession}
 */
function another({ container, src }, conflict = 'reject') {
  const session = openSession({ id: never, container, conflict, ...(src !== undefined && { src }) });
  session.finished.catch(ignore);
  return session;
}

/**
 * A look before the session, in a browser that has been changed.
 *
 * @param {() => () => void} [change]
 * @returns {() => Play}
 */
const preflight = (change) => () => ({ options: { preflight: true }, undo: change?.() ?? ignore });

/**
 * The entry whose wasm is a file of its own, told a place where there is none.
 *
 * @param {string | Uint8Array<ArrayBuffer>} input
 * @returns {() => Play}
 */
const slim = (input) => () => ({
  call: async (/** @type {VerifyConfig} */ config) => {
    const { init, verify } = await import('/dist/slim.js');
    await init(input);
    return verify(config);
  },
});

/** @type {Record<string, (scene: Scene) => Play>} */
const SCENES = {
  offline: () => ({ script: 'script-cut', undo: goOffline() }),
  'offline-wait': () => ({ options: { offline: 'wait' }, undo: goOffline(OFFLINE) }),

  'config-invalid': () => ({ options: /** @type {any} */ ({ container: undefined, selector: 42 }) }),
  'session-unknown': () => withId(() => 'no-such-session'),

  'never-finishes': () => ({ options: { timeouts: { finish: FINISH } } }),
  'finish-late': ({ abort }) => ({
    onState: onceActive(() => {
      abort();
      window.dispatchEvent(new CustomEvent('finish', { detail: { too: 'late' } }));
    }),
  }),

  'container-missing': () => ({ options: { container: undefined, selector: '#nowhere' } }),
  'container-shadow': (scene) => {
    const inner = h('div');
    place(scene).attachShadow({ mode: 'open' }).append(inner);
    return { options: { container: inner } };
  },
  'container-replaced': (scene) => {
    const before = place(scene);
    return {
      options: { container: undefined, selector: `#${before.id}` },
      onState: (state) => {
        if (state === 'loading') before.replaceWith(before.cloneNode());
      },
    };
  },
  'container-moved': (scene) => {
    const element = place(scene);
    const elsewhere = h('div', { class: 'widget' });
    scene.container.append(elsewhere);
    return { options: { container: element }, onState: onceActive(() => elsewhere.append(element)) };
  },
  'container-removed': (scene) => {
    const element = place(scene);
    return { options: { container: element }, onState: onceActive(() => element.remove()) };
  },
  'container-rerendered': (scene) => {
    const before = place(scene);
    return {
      options: { container: undefined, selector: `#${before.id}` },
      onState: onceActive(() => before.replaceWith(before.cloneNode())),
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

  'conflict-reject': (scene) => {
    const first = another(scene);
    return { undo: () => first.cancel() };
  },
  'conflict-replace': (scene) => {
    const first = another(scene);
    return { options: { conflict: 'replace' }, undo: () => first.cancel() };
  },
  'conflict-replaced': (scene) => {
    /** @type {FlowSession | undefined} */
    let second;
    return {
      onState: onceActive(() => {
        second = another(scene, 'replace');
      }),
      undo: () => second?.cancel(),
    };
  },

  'api-hang': () => ({ options: { timeouts: { session: SESSION } } }),
  'source-rejects': () => withId(() => Promise.reject(new Error('Your backend is out for lunch.'))),
  'source-number': () => withId(() => 42),
  'result-500': () => ({ options: { timeouts: { result: RESULT } } }),
  'result-pending': () => ({ options: { timeouts: { result: RESULT } } }),

  'integrity-wrong': () => ({ options: { integrity: `sha384-${'A'.repeat(64)}` } }),

  'camera-missing': preflight(() => replace(navigator.mediaDevices, 'enumerateDevices', async () => [])),
  'camera-denied': preflight(() =>
    replace(navigator.permissions, 'query', async () => ({ state: 'denied' })),
  ),
  'camera-unsupported': preflight(() => replace(navigator, 'mediaDevices', undefined)),
  'insecure-context': preflight(() => replace(window, 'isSecureContext', false)),
  'camera-policy': preflight(),
  'wasm-refused': preflight(),

  'slim-404': slim('/dist/nowhere.wasm'),
  'slim-html': slim('/'),
  'slim-corrupt': slim(Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0)),
};

/**
 * @param {string} fault
 * @param {Scene} scene
 * @returns {Play}
 */
export const playOf = (fault, scene) => SCENES[fault]?.(scene) ?? {};

/**
 * Where the fault of the backend or the service is asked for.
 *
 * @param {string} flow
 * @param {string} fault
 */
export function endpointOf(flow, fault) {
  const path = encodeURIComponent(flow);
  return /^(api|backend|result)-/.test(fault) ? `/api/faulty/${fault}/${path}` : `/api/flow/${path}`;
}
