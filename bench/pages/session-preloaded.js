/** `startSession` with a known session id, with `preload` when the pointer enters the button. */
import { preload, startSession } from 'flow-widget-loader';
import { button, id, OPTIONS, onClick, src } from './page.js';

button.addEventListener('pointerenter', () => preload({ src }));
onClick(() => startSession({ id, src, ...OPTIONS }));
