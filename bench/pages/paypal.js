/** `loadCustomScript` of paypal-js, a widely used script loader. */
import { loadCustomScript } from '@paypal/paypal-js';
import { id, OPTIONS, onClick, src } from './page.js';

onClick(async () => {
  await loadCustomScript({ url: src, attributes: { type: 'module' } });
  globalThis.FlowWidget.startSession({ id, ...OPTIONS });
});
