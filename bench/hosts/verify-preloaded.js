/** Ours, the session included, after the pointer has been over the button for a while. */
import { preload, verify } from 'flow-widget-loader';
import { button, endpoint, onClick, PLACE, src } from './page.js';

button.addEventListener('pointerenter', () => preload({ src }));
onClick(() => verify({ endpoint, src, ...PLACE }));
