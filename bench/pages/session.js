/** `startSession` with a known session id. */
import { startSession } from 'flow-widget-loader';
import { id, OPTIONS, onClick, src } from './page.js';

onClick(() => startSession({ id, src, ...OPTIONS }));
