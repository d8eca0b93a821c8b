/** Ours, with the session's id at hand, after the pointer has been over the button for a while. */
import { preload, startSession } from 'flow-widget-loader';
import { button, id, onClick, PLACE, src } from './page.js';

button.addEventListener('pointerenter', () => preload({ src }));
onClick(() => startSession({ id, src, ...PLACE }));
