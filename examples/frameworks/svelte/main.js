import { mount } from 'svelte';
import Properties from './Properties.svelte';
import Verification from './Verification.svelte';

const target = document.querySelector('#root');
if (location.search.includes('properties')) {
  const props = { sessionId: async () => 'from a function', config: { conflict: 'replace' } };
  mount(Properties, { target, props });
} else mount(Verification, { target });
document.documentElement.dataset.ready = '';
