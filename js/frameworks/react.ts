import {
  createElement,
  type DetailedHTMLProps,
  forwardRef,
  type HTMLAttributes,
  type ReactNode,
  type RefAttributes,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import type { FlowWidgetError } from '../shared/error.js';
import type { Detail, SessionIdSource } from '../shared/types.js';
import type { Verdict } from '../shared/verify-types.js';
import type { FlowWidgetElement, FlowWidgetElementEventMap } from './element.js';
import { createNotifier, IDLE } from './notifier.js';
import {
  type FlowCallbacks,
  type FlowControls,
  type FlowOptions,
  type FlowOutcome,
  type FlowState,
  sourceOf,
  type VerifyFlowOptions,
} from './options.js';
import { createRunner } from './runner.js';

/** Options of {@link useFlowSession}: the source of the session, and callbacks. */
export interface UseFlowSessionOptions<Outcome = FlowOutcome> extends FlowOptions, FlowCallbacks<Outcome> {}

/** The result of {@link useFlowSession}. `start`, `cancel` and `ref` are stable across renders. */
export interface UseFlowSessionResult<Outcome = FlowOutcome> extends FlowControls<Outcome> {
  /** Attach this to the element that the widget renders into. Otherwise the widget is shown in a modal dialog. */
  ref: (element: HTMLElement | null) => void;
  /** The current state. */
  state: FlowState;
  /** The outcome; set if `state` is `finished`. */
  outcome?: Outcome;
  /** The error; set if `state` is `failed`. */
  error?: FlowWidgetError;
}

/**
 * Runs a session while the component is mounted. A new `sessionId` or `endpoint` starts a new session. All other
 * options are read when a session starts; callbacks may change on every render.
 */
export function useFlowSession<More extends object = Record<never, never>>(
  options: VerifyFlowOptions & FlowCallbacks<Verdict<More>>,
): UseFlowSessionResult<Verdict<More>>;
export function useFlowSession(options: UseFlowSessionOptions<Detail>): UseFlowSessionResult<Detail>;
export function useFlowSession(options: UseFlowSessionOptions): UseFlowSessionResult {
  const latest = useRef(options);
  const mounted = useRef(false);
  const [snapshot, setSnapshot] = useState(IDLE);
  const [{ sync, ...stable }] = useState(() => {
    let element: HTMLElement | null = null;
    return {
      ...createRunner(
        () => ({ ...latest.current, container: element }),
        createNotifier(() => (mounted.current ? latest.current : undefined), setSnapshot),
      ),
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
      sync(false);
    };
  }, [sync]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only these start a new session
  useEffect(() => sync(true), [sync, sourceOf(options), options.manual]);
  return { ...stable, ...snapshot };
}

type DivProps = Omit<
  HTMLAttributes<HTMLDivElement>,
  keyof UseFlowSessionOptions | 'children' | 'dangerouslySetInnerHTML'
>;

type VerifyProps = DivProps & VerifyFlowOptions & FlowCallbacks<Verdict>;
type SessionProps = DivProps &
  UseFlowSessionOptions<Detail> & { sessionId: SessionIdSource | null | undefined };

/**
 * Props of {@link FlowWidget}: the options of the hook, and the attributes of a `<div>`. `onFinish` gets the detail of
 * the `finish` event if there is a `sessionId`, and otherwise the verdict.
 */
export type FlowWidgetProps = VerifyProps | SessionProps;

/** The type of {@link FlowWidget}. Its overloads let the compiler infer the parameter of an inline `onFinish`. */
export interface FlowWidgetComponent {
  (props: VerifyProps & RefAttributes<FlowControls>): ReactNode;
  (props: SessionProps & RefAttributes<FlowControls>): ReactNode;
  (props: FlowWidgetProps & RefAttributes<FlowControls>): ReactNode;
}

/**
 * A `<div>` that the widget renders into, with the session's state in `data-state`. Its ref has the methods `start` and
 * `cancel`.
 */
export const FlowWidget: FlowWidgetComponent = /* @__PURE__ */ forwardRef<FlowControls, FlowWidgetProps>(
  (props, outer) => {
    const {
      sessionId,
      endpoint,
      locale,
      src,
      config,
      manual,
      resume,
      onFinish,
      onError,
      onCancel,
      onStateChange,
      ...rest
    } = props as UseFlowSessionOptions;
    const { ref, start, cancel, state } = useFlowSession(props as UseFlowSessionOptions);
    useImperativeHandle(outer, () => ({ start, cancel }), [start, cancel]);
    return createElement('div', { ...rest, 'data-state': state, ref });
  },
);

/** JSX props of `<flow-widget>`, the element of `flow-widget-loader/element`. */
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
