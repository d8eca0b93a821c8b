// Renders the component that a test names, with the given props, optionally inside KeepAlive.
import { openSession } from 'flow-widget-loader';
import { FlowWidget } from 'flow-widget-loader/vue';
import { createApp, h, KeepAlive, ref, shallowRef, version } from 'vue';
import Verification from '../../../vue/Verification.vue';
import VerifyButton from '../../../vue/VerifyButton.vue';
import Container from '../../../vue/VerifyInto.vue';

const components = { Container, FlowWidget, Verification, VerifyButton };
const shown = shallowRef();
window.version = version;
window.openSession = openSession;
window.notifications = [];
window.handle = ref();
const record = (name) => (value) => window.notifications.push([name, value?.code ?? value?.name ?? value]);

window.render = (name, { alive = false, ...props } = {}) => {
  shown.value = { component: components[name], alive, props };
};
createApp(() => {
  if (!shown.value) return;
  const { component, alive, props } = shown.value;
  const node =
    component &&
    h(component, {
      ...(component === FlowWidget && {
        ref: window.handle,
        onStateChange: record('statechange'),
        onFinish: record('finish'),
        onError: record('error'),
        onCancel: record('cancel'),
      }),
      ...props,
    });
  return alive ? h(KeepAlive, null, () => node) : node;
}).mount('#root');
document.documentElement.dataset.ready = '';
