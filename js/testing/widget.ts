import type { Detail, FlowWidget } from '../shared/types.js';
import { type MockBackend, mockBackend } from './backend.js';
import type { FlowWidgetCall, FlowWidgetMockOptions } from './options.js';
import { polyfill } from './polyfills.js';
import { replace } from './replace.js';
import { watchSessions } from './sessions.js';

/** The handle that {@link mockFlowWidget} returns. */
export interface FlowWidgetMock {
  /** The calls to the widget's `startSession`, in order. */
  readonly calls: FlowWidgetCall[];
  /** The requests to `endpoint`, in order. */
  readonly requests: MockBackend['requests'];
  /**
   * Finishes all running sessions, as a user would.
   *
   * @param detail the detail of the `finish` event. Default: `{ session_id, status: 'finished' }`
   * @throws Error if no session is running
   */
  finish(detail?: Detail): void;
  /**
   * Finishes the sessions that run in the widget, cancels all other sessions and verifications, which then reject with an
   * `AbortError`, and restores everything that was replaced.
   */
  restore(): void;
}

/**
 * Replaces the widget with a mock until `restore` is called. The mock renders an element with the role `region` and the
 * name `Flow Widget`, and dispatches `finish` according to the options.
 *
 * @throws Error outside a page; TypeError if the page's URL cannot be the base of `endpoint`
 */
export function mockFlowWidget(options: FlowWidgetMockOptions = {}): FlowWidgetMock {
  if (!globalThis.window) {
    throw new Error(
      'mockFlowWidget needs a page: `window` is not defined. Run the test with jsdom or happy-dom.',
    );
  }
  const { finish, delay = 0 } = options;
  const calls: FlowWidgetCall[] = [];
  const running = new Map<FlowWidgetCall, ReturnType<typeof setTimeout> | undefined>();

  const end = (call: FlowWidgetCall, detail: Detail) => {
    clearTimeout(running.get(call));
    running.delete(call);
    window.dispatchEvent(new window.CustomEvent('finish', { detail }));
  };
  const defaultDetail = ({ session_id }: FlowWidgetCall): Detail => ({ session_id, status: 'finished' });
  const detailFor = (call: FlowWidgetCall): Detail =>
    typeof finish === 'function'
      ? (finish as (call: FlowWidgetCall) => Detail)(call)
      : finish || defaultDetail(call);

  const widget: FlowWidget = {
    startSession(config) {
      const call = config as FlowWidgetCall;
      calls.push(call);
      if (options.error !== undefined) throw options.error;
      const region = document.createElement('div');
      region.setAttribute('role', 'region');
      region.setAttribute('aria-label', 'Flow Widget');
      const container = document.querySelector(call.selector);
      // An earlier session in the same container.
      container?.querySelector(':scope > [role=region][aria-label="Flow Widget"]')?.remove();
      container?.append(region);
      running.set(call, finish === false ? undefined : setTimeout(() => end(call, detailFor(call)), delay));
    },
  };

  const backend = mockBackend(options);
  // Usually the same object; see `exposeWindow`.
  const globals = [...new Set<object>([globalThis, window])];
  const undo = [
    ...globals.map((object) => replace(object, 'FlowWidget', widget)),
    polyfill(),
    backend.restore,
  ];
  // After the polyfills: the window's `AbortController` may be one of them.
  const sessions = watchSessions();
  const restore = () => {
    for (const call of [...running.keys()]) end(call, defaultDetail(call));
    sessions.cancel();
    sessions.restore();
    for (const step of undo.splice(0)) step();
  };
  return {
    calls,
    requests: backend.requests,
    finish(detail) {
      if (running.size === 0)
        throw new Error('No session is running in the widget. Wait until the session has started.');
      for (const call of [...running.keys()]) end(call, detail === undefined ? defaultDetail(call) : detail);
    },
    restore,
  };
}
