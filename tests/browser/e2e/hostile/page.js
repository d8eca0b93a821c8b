import { check } from './check.js';

// Used by the frames of the page.
globalThis.check = check;
