import { BACKEND } from './cases/backend.js';
import { CANCEL } from './cases/cancel.js';
import { DIALOG } from './cases/dialog.js';
import { FAULTS } from './cases/faults.js';
import { WIDGET } from './cases/widget.js';

/** Replaces the WebAssembly instance, which would hide leaks of the former one. So it runs separately. */
export const TRAP = 'the core traps';

/** All ways in which a session can end: the weight of each, and a function that runs it. */
export const CASES = { ...WIDGET, ...CANCEL, ...FAULTS, ...DIALOG, ...BACKEND };

/** The names of all cases, each as often as its weight says. */
export const WEIGHTED = Object.entries(CASES).flatMap(([name, [weight]]) => Array(weight).fill(name));
