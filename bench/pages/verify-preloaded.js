/** `verify`, which also creates the session, with `preload` when the pointer enters the button. */
import { preload, verify } from 'flow-widget-loader';
import { button, endpoint, OPTIONS, onClick, src } from './page.js';

button.addEventListener('pointerenter', () => preload({ src }));
onClick(() => verify({ endpoint, src, ...OPTIONS }));
