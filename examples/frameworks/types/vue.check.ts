// What an application with Vue may write, and what its compiler refuses.
import type { FlowWidgetError } from 'flow-widget-loader';
import { FlowWidget, useFlowSession } from 'flow-widget-loader/vue';
import { type GlobalComponents, h, ref } from 'vue';

const sessionId = ref<string>();
// biome-ignore lint/correctness/useHookAtTopLevel: as in a script setup
const { container, state, error, outcome, start, cancel } = useFlowSession(() => ({
  sessionId: sessionId.value,
  onError: (error: FlowWidgetError) => error.code,
}));
container.value = document.body;
state.value satisfies string;
error.value?.code;
outcome.value?.passed;
start().then(() => cancel());

h(FlowWidget, {
  endpoint: '/api/flow',
  config: { retries: 1 },
  onFinish: ({ passed }) => passed,
  onStateChange: (state, id) => `${state}${id ?? ''}`,
});
// @ts-expect-error no such option
h(FlowWidget, { config: { selector: '#x' } });
// @ts-expect-error it is a text
h(FlowWidget, { locale: 1 });
export type Registered = GlobalComponents['FlowWidget'];
