/** `verify` of this package, which also creates the session. */
import { verify } from 'flow-widget-loader';
import { endpoint, OPTIONS, onClick, src } from './page.js';

onClick(() => verify({ endpoint, src, ...OPTIONS }));
