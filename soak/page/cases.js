import { BACKEND } from './cases/backend.js';
import { CANCEL } from './cases/cancel.js';
import { DIALOG } from './cases/dialog.js';
import { FAULTS } from './cases/faults.js';
import { WIDGET } from './cases/widget.js';

/** A case that runs separately, because it replaces the WebAssembly instance, which would hide leaks of the old one. */
export const TRAP = 'the core traps';

/** All cases by name, as `[weight, function]`: each ends a session in a particular way. */
export const CASES = { ...WIDGET, ...CANCEL, ...FAULTS, ...DIALOG, ...BACKEND };

/** The names of all cases, each as often as its weight says. */
export const WEIGHTED = Object.entries(CASES).flatMap(([name, [weight]]) => Array(weight).fill(name));
