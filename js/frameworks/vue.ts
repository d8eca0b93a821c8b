import {
  type ComputedRef,
  computed,
  defineComponent,
  h,
  type MaybeRefOrGetter,
  onActivated,
  onBeforeUnmount,
  onDeactivated,
  onMounted,
  type PropType,
  shallowRef,
  toValue,
  watch,
} from 'vue';
import type { FlowWidgetError } from '../shared/error.js';
import type { Detail, SessionIdSource } from '../shared/types.js';
import type { Verdict } from '../shared/verify-types.js';
import { createNotifier, IDLE } from './notifier.js';
import {
  type FlowCallbacks,
  type FlowConfig,
  type FlowControls,
  type FlowOptions,
  type FlowOutcome,
  type FlowState,
  sourceOf,
  type VerifyFlowOptions,
} from './options.js';
import { createRunner } from './runner.js';

/** Options of {@link useFlowSession}: the source of the session, and callbacks. */
export interface UseFlowSessionOptions<Outcome = FlowOutcome> extends FlowOptions, FlowCallbacks<Outcome> {
  /** The template ref of the element that the widget renders into. Default: the widget is shown in a modal dialog. */
  container?: MaybeRefOrGetter<HTMLElement | null | undefined>;
}

/** The result of {@link useFlowSession}. */
export interface UseFlowSessionReturn<Outcome = FlowOutcome> extends FlowControls<Outcome> {
  /** The current state. */
  state: ComputedRef<FlowState>;
  /** The outcome; set if `state` is `finished`. */
  outcome: ComputedRef<Outcome | undefined>;
  /** The error; set if `state` is `failed`. */
  error: ComputedRef<FlowWidgetError | undefined>;
}

/**
 * Runs a session while the component is mounted and, within `<KeepAlive>`, active. A different string as `sessionId` or
 * `endpoint` starts a new session; replacing one function or Promise with another does not. Callbacks are read when they
 * are called, and all other options, except `manual`, when a session starts.
 */
export function useFlowSession<More extends object = Record<never, never>>(
  options: MaybeRefOrGetter<UseFlowSessionOptions<Verdict<More>> & VerifyFlowOptions>,
): UseFlowSessionReturn<Verdict<More>>;
export function useFlowSession(
  options: MaybeRefOrGetter<UseFlowSessionOptions<Detail>>,
): UseFlowSessionReturn<Detail>;
export function useFlowSession(options: MaybeRefOrGetter<UseFlowSessionOptions>): UseFlowSessionReturn {
  const snapshot = shallowRef(IDLE);
  let mounted = false;
  const { sync, ...controls } = createRunner(
    () => ({ ...toValue(options), container: toValue(toValue(options).container) }),
    createNotifier(
      () => (mounted ? toValue(options) : undefined),
      (next) => {
        snapshot.value = next;
      },
    ),
  );
  const setMounted = (value: boolean) => () => {
    mounted = value;
    sync(value);
  };
  onMounted(setMounted(true));
  onActivated(setMounted(true));
  onDeactivated(setMounted(false));
  onBeforeUnmount(setMounted(false));
  watch([() => sourceOf(toValue(options)), () => toValue(options).manual], () => sync(mounted), {
    flush: 'post',
  });
  return {
    state: computed(() => snapshot.value.state),
    outcome: computed(() => snapshot.value.outcome),
    error: computed(() => snapshot.value.error),
    ...controls,
  };
}

/**
 * A `<div>` that the widget renders into, with the session's state in `data-state`. A template ref to it has the
 * methods `start` and `cancel`, and `state`.
 */
export const FlowWidget = /* @__PURE__ */ defineComponent({
  name: 'FlowWidget',
  props: {
    /** See `FlowOptions`. */
    sessionId: [String, Function, Object] as PropType<SessionIdSource | null>,
    /** See `FlowOptions`. */
    endpoint: String,
    /** See `FlowOptions`. */
    locale: String,
    /** See `FlowOptions`. */
    src: [String, Array] as PropType<string | readonly string[]>,
    /** See `FlowOptions`. */
    config: Object as PropType<FlowConfig>,
    /** See `FlowOptions`. */
    manual: Boolean,
    /** See `FlowOptions`. */
    resume: Boolean,
  },
  emits: {
    /** Emitted when the user is done: with the detail of the `finish` event or, with `endpoint`, the verdict. */
    finish: (_outcome: FlowOutcome) => true,
    /** Emitted when the session fails. */
    error: (_error: FlowWidgetError) => true,
    /** Emitted when the session is cancelled, except by unmounting. */
    cancel: (_reason: unknown) => true,
    /** Emitted on each state change. */
    stateChange: (_state: FlowState, _id: string | undefined) => true,
  },
  setup(props, { emit, expose }) {
    const container = shallowRef<HTMLElement>();
    // biome-ignore lint/correctness/useHookAtTopLevel: this is Vue's `setup`, not a React component
    const { state, start, cancel } = useFlowSession(
      (): UseFlowSessionOptions => ({
        ...props,
        container,
        onFinish: (outcome) => emit('finish', outcome),
        onError: (error) => emit('error', error),
        onCancel: (reason) => emit('cancel', reason),
        onStateChange: (next, id) => emit('stateChange', next, id),
      }),
    );
    expose({ start, cancel, state });
    return () => h('div', { ref: container, 'data-state': state.value });
  },
});

declare module 'vue' {
  interface GlobalComponents {
    /** Available in templates after `app.component('FlowWidget', FlowWidget)`. */
    FlowWidget: typeof FlowWidget;
  }
}
