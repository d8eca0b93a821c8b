/** Ours, with the session's id at hand. */
import { startSession } from 'flow-widget-loader';
import { id, onClick, PLACE, src } from './page.js';

onClick(() => startSession({ id, src, ...PLACE }));
