/** A loader of scripts that is in wide use. */
import { loadCustomScript } from '@paypal/paypal-js';
import { id, onClick, PLACE, src } from './page.js';

onClick(async () => {
  await loadCustomScript({ url: src, attributes: { type: 'module' } });
  globalThis.FlowWidget.startSession({ id, ...PLACE });
});
