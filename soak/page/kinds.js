import { BACKEND } from './kinds/backend.js';
import { DIALOG } from './kinds/dialog.js';
import { FAULTS } from './kinds/faults.js';
import { LEAVING } from './kinds/leaving.js';
import { WIDGET } from './kinds/widget.js';

/** It makes a new instance of the core, which would hide what the old one has kept: it has its turns apart. */
export const CORE_FAILS = 'the core fails';

/** All ways for a session to end: how often each is in a deck, and what it does with a scene. */
export const KINDS = { ...WIDGET, ...LEAVING, ...FAULTS, ...DIALOG, ...BACKEND };

/** One of each, and more of those that are usual. */
export const DECK = Object.entries(KINDS).flatMap(([name, [times]]) => Array(times).fill(name));
