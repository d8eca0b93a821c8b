// Mounts an element whose properties are not strings.
import { mount } from 'svelte';
import Properties from './Properties.svelte';

mount(Properties, {
  target: document.querySelector('#root'),
  props: { sessionId: async () => 'from a function', config: { conflict: 'replace' } },
});
document.documentElement.dataset.ready = '';
