import type { Detail, FlowWidget } from '../shared/types.js';
import { type MockBackend, mockBackend } from './backend.js';
import type { FlowWidgetCall, FlowWidgetMockOptions } from './options.js';
import { fillGaps } from './polyfills.js';
import { replace } from './replace.js';

/** What {@link mockFlowWidget} returns. */
export interface FlowWidgetMock {
  /** What the widget was called with, in order. */
  readonly calls: FlowWidgetCall[];
  /** What was sent to `endpoint`, in order. */
  readonly requests: MockBackend['requests'];
  /** Ends the session that was started last, or all that are open, as a person would. */
  finish(detail?: Detail): void;
  /** Puts everything back. A session that is still open ends. */
  restore(): void;
}

/**
 * Puts a widget of the test's own into the page, until `restore`. It draws an element with the role `region` and the
 * name `Flow Widget`, and dispatches `finish` when it is due.
 */
export function mockFlowWidget(options: FlowWidgetMockOptions = {}): FlowWidgetMock {
  const { finish, delay = 0 } = options;
  const calls: FlowWidgetCall[] = [];
  const open = new Map<FlowWidgetCall, ReturnType<typeof setTimeout> | undefined>();

  const end = (call: FlowWidgetCall, detail: Detail) => {
    clearTimeout(open.get(call));
    open.delete(call);
    window.dispatchEvent(new CustomEvent('finish', { detail }));
  };
  const usual = ({ session_id }: FlowWidgetCall): Detail => ({ session_id, status: 'finished' });
  const detailFor = (call: FlowWidgetCall): Detail =>
    typeof finish === 'function' ? (finish as (call: FlowWidgetCall) => Detail)(call) : finish || usual(call);

  const widget: FlowWidget = {
    startSession(config) {
      const call = config as FlowWidgetCall;
      calls.push(call);
      if ('error' in options) throw options.error;
      const region = document.createElement('div');
      region.setAttribute('role', 'region');
      region.setAttribute('aria-label', 'Flow Widget');
      document.querySelector(call.selector)?.append(region);
      open.set(call, finish === false ? undefined : setTimeout(() => end(call, detailFor(call)), delay));
    },
  };

  const backend = mockBackend(options);
  const undo = [replace(window, 'FlowWidget', widget), fillGaps(), backend.restore];
  const restore = () => {
    for (const call of [...open.keys()]) end(call, usual(call));
    for (const step of undo.splice(0)) step();
  };
  return {
    calls,
    requests: backend.requests,
    finish(detail) {
      if (open.size === 0) throw new Error('No session is open in the widget: has it been started?');
      for (const call of [...open.keys()]) end(call, detail === undefined ? usual(call) : detail);
    },
    restore,
  };
}
