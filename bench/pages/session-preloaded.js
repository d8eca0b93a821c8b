/** `startSession` of this package with an existing session id; `preload` runs when the pointer enters the button. */
import { preload, startSession } from 'flow-widget-loader';
import { button, id, OPTIONS, onClick, src } from './page.js';

button.addEventListener('pointerenter', () => preload({ src }));
onClick(() => startSession({ id, src, ...OPTIONS }));
