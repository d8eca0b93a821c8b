import { mount } from 'svelte';
import Verification from './Verification.svelte';

mount(Verification, { target: document.querySelector('#root') });
