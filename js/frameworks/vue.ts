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
  type ShallowRef,
  shallowRef,
  toValue,
  watch,
} from 'vue';
import type { FlowWidgetError } from '../shared/error.js';
import type { SessionIdSource } from '../shared/types.js';
import { createTeller, IDLE } from './notifier.js';
import {
  type FlowCallbacks,
  type FlowConfig,
  type FlowControls,
  type FlowOptions,
  type FlowOutcome,
  type FlowState,
  sourceOf,
} from './options.js';
import { createRunner } from './runner.js';

/** What {@link useFlowSession} takes: where the session comes from, and who is told what becomes of it. */
export interface UseFlowSessionOptions extends FlowOptions, FlowCallbacks {}

/** What {@link useFlowSession} returns. */
export interface UseFlowSessionReturn extends FlowControls {
  /** For the element that the widget draws itself into. Without one it comes in a dialog over the page. */
  container: ShallowRef<HTMLElement | null>;
  /** Where the session stands. */
  state: ComputedRef<FlowState>;
  /** How it ended: there when `state` is `finished`. */
  outcome: ComputedRef<FlowOutcome | undefined>;
  /** Why it failed: there when `state` is `failed`. */
  error: ComputedRef<FlowWidgetError | undefined>;
}

/**
 * Runs a session for as long as the component is mounted; within `<KeepAlive>`, for as long as it is active. Another
 * `sessionId` or `endpoint` begins another session; everything else is read when one begins.
 */
export function useFlowSession(options: MaybeRefOrGetter<UseFlowSessionOptions>): UseFlowSessionReturn {
  const container = shallowRef<HTMLElement | null>(null);
  const snapshot = shallowRef(IDLE);
  let mounted = false;
  const runner = createRunner(
    () => ({ ...toValue(options), container: container.value }),
    createTeller(
      () => (mounted ? toValue(options) : undefined),
      (next) => {
        snapshot.value = next;
      },
    ),
  );
  const follow = (live: boolean) => () => {
    mounted = live;
    runner.follow(live);
  };
  onMounted(follow(true));
  onActivated(follow(true));
  onDeactivated(follow(false));
  onBeforeUnmount(follow(false));
  watch([() => sourceOf(toValue(options)), () => toValue(options).manual], () => runner.follow(mounted), {
    flush: 'post',
  });
  return {
    container,
    state: computed(() => snapshot.value.state),
    outcome: computed(() => snapshot.value.outcome),
    error: computed(() => snapshot.value.error),
    start: () => runner.start(),
    cancel: (reason) => runner.cancel(reason),
  };
}

/**
 * A `<div>` that the widget draws itself into. It has the session's state in `data-state`; a template ref to it has
 * `start` and `cancel`.
 */
export const FlowWidget = /* @__PURE__ */ defineComponent({
  name: 'FlowWidget',
  props: {
    /** As of `FlowOptions`. */
    sessionId: [String, Function, Object] as PropType<SessionIdSource | null>,
    /** As of `FlowOptions`. */
    endpoint: String,
    /** As of `FlowOptions`. */
    locale: String,
    /** As of `FlowOptions`. */
    src: [String, Array] as PropType<string | readonly string[]>,
    /** As of `FlowOptions`. */
    config: Object as PropType<FlowConfig>,
    /** As of `FlowOptions`. */
    manual: Boolean,
  },
  emits: {
    /** The person is done. */
    finish: (_outcome: FlowOutcome) => true,
    /** The session has failed. */
    error: (_error: FlowWidgetError) => true,
    /** The session has been cancelled. */
    cancel: (_reason: unknown) => true,
    /** Each state. */
    stateChange: (_state: FlowState, _id: string | undefined) => true,
  },
  setup(props, { emit, expose }) {
    // biome-ignore lint/correctness/useHookAtTopLevel: Vue's setup, not a React component
    const { container, state, start, cancel } = useFlowSession(() => ({
      ...props,
      onFinish: (outcome) => emit('finish', outcome),
      onError: (error) => emit('error', error),
      onCancel: (reason) => emit('cancel', reason),
      onStateChange: (next, id) => emit('stateChange', next, id),
    }));
    expose({ start, cancel, state });
    return () => h('div', { ref: container, 'data-state': state.value });
  },
});

declare module 'vue' {
  interface GlobalComponents {
    /** Where it is registered with `app.component`. */
    FlowWidget: typeof FlowWidget;
  }
}
