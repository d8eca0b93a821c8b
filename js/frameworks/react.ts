import {
  createElement,
  type DetailedHTMLProps,
  type ForwardRefExoticComponent,
  forwardRef,
  type HTMLAttributes,
  type RefAttributes,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import type { FlowWidgetError } from '../shared/error.js';
import type { FlowWidgetElement, FlowWidgetElementEventMap } from './element.js';
import { createTeller, IDLE } from './notifier.js';
import {
  type FlowCallbacks,
  type FlowControls,
  type FlowOptions,
  type FlowOutcome,
  type FlowState,
  sourceOf,
} from './options.js';
import { createRunner } from './runner.js';

/** What {@link useFlowSession} takes: where the session comes from, and who is told what becomes of it. */
export interface UseFlowSessionOptions extends FlowOptions, FlowCallbacks {}

/** What {@link useFlowSession} returns. `start`, `cancel` and `ref` are the same in every render. */
export interface UseFlowSessionResult extends FlowControls {
  /** For the element that the widget draws itself into. Without one it comes in a dialog over the page. */
  ref: (element: HTMLElement | null) => void;
  /** Where the session stands. */
  state: FlowState;
  /** How it ended: there when `state` is `finished`. */
  outcome?: FlowOutcome;
  /** Why it failed: there when `state` is `failed`. */
  error?: FlowWidgetError;
}

/**
 * Runs a session for as long as the component is mounted. Another `sessionId` or `endpoint` begins another session;
 * everything else is read when one begins, and callbacks may change with every render.
 */
export function useFlowSession(options: UseFlowSessionOptions): UseFlowSessionResult {
  const latest = useRef(options);
  const mounted = useRef(false);
  const [snapshot, show] = useState(IDLE);
  const [{ runner, ...own }] = useState(() => {
    let element: HTMLElement | null = null;
    const runner = createRunner(
      () => ({ ...latest.current, container: element }),
      createTeller(() => (mounted.current ? latest.current : undefined), show),
    );
    return {
      runner,
      start: () => runner.start(),
      cancel: (reason?: unknown) => runner.cancel(reason),
      ref: (node: HTMLElement | null) => {
        element = node;
      },
    };
  });
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
      runner.follow(false);
    };
  }, [runner]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what begins another session, and nothing else
  useEffect(() => runner.follow(true), [runner, sourceOf(options), options.manual]);
  return { ...own, ...snapshot };
}

/** What {@link FlowWidget} takes: what the hook does, and anything that a `<div>` does. */
export interface FlowWidgetProps
  extends UseFlowSessionOptions,
    Omit<
      HTMLAttributes<HTMLDivElement>,
      keyof UseFlowSessionOptions | 'children' | 'dangerouslySetInnerHTML'
    > {}

/**
 * A `<div>` that the widget draws itself into. It has the session's state in `data-state`; its ref has `start` and
 * `cancel`.
 */
export const FlowWidget: ForwardRefExoticComponent<FlowWidgetProps & RefAttributes<FlowControls>> =
  /* @__PURE__ */ forwardRef<FlowControls, FlowWidgetProps>((props, outer) => {
    const { sessionId, endpoint, locale, src, config, manual, ...events } = props;
    const { onFinish, onError, onCancel, onStateChange, ...rest } = events;
    const { ref, start, cancel, state } = useFlowSession(props);
    useImperativeHandle(outer, () => ({ start, cancel }), [start, cancel]);
    return createElement('div', { ...rest, 'data-state': state, ref });
  });

/** What `<flow-widget>`, the element of `flow-widget-loader/element`, takes in JSX. */
export type FlowWidgetElementProps = DetailedHTMLProps<HTMLAttributes<FlowWidgetElement>, FlowWidgetElement> &
  Omit<FlowOptions, 'src'> & {
    'session-id'?: string | undefined;
    src?: string | undefined;
    class?: string | undefined;
  } & {
    [Name in keyof FlowWidgetElementEventMap as `on${Name}`]?:
      | ((event: FlowWidgetElementEventMap[Name]) => void)
      | undefined;
  };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'flow-widget': FlowWidgetElementProps;
    }
  }
}
