// The types for Vue: valid code, and code that the compiler must reject.
import type { FlowWidgetError, Verdict } from 'flow-widget-loader';
import { FlowWidget, useFlowSession } from 'flow-widget-loader/vue';
import { type GlobalComponents, h, ref } from 'vue';

const sessionId = ref<string>();
// biome-ignore lint/correctness/useHookAtTopLevel: called as in `<script setup>`
const { state, error, outcome, start, cancel } = useFlowSession(() => ({
  sessionId: sessionId.value,
  container: document.body,
  onError: (error: FlowWidgetError) => error.code,
}));
state.value satisfies string;
error.value?.code;
outcome.value satisfies unknown;
// @ts-expect-error the detail of the widget's `finish` event has no known shape
outcome.value?.passed;
start().then(() => cancel());

// biome-ignore lint/correctness/useHookAtTopLevel: called as in `<script setup>`
const verification = useFlowSession({
  endpoint: '/api/flow',
  container: ref<HTMLDivElement | null>(null),
});
verification.outcome.value?.passed;
// @ts-expect-error a container must be an element
// biome-ignore lint/correctness/useHookAtTopLevel: called as in `<script setup>`
useFlowSession({ endpoint: '/api/flow', container: ref('#x') });

h(FlowWidget, {
  endpoint: '/api/flow',
  config: { retries: 1 },
  onFinish: (outcome) => (outcome as Verdict).passed,
  onStateChange: (state, id) => `${state}${id ?? ''}`,
});
// @ts-expect-error unknown option
h(FlowWidget, { config: { selector: '#x' } });
// @ts-expect-error a locale must be a string
h(FlowWidget, { locale: 1 });
export type Registered = GlobalComponents['FlowWidget'];
