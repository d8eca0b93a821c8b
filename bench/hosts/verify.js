/** Ours, the session included. */
import { verify } from 'flow-widget-loader';
import { endpoint, onClick, PLACE, src } from './page.js';

onClick(() => verify({ endpoint, src, ...PLACE }));
