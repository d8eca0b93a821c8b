/** A hand-written integration: one step after another. */
import { endpoint, OPTIONS, onClick, src } from './page.js';

const load = (src) =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    Object.assign(script, { type: 'module', src, onload: resolve, onerror: reject });
    document.head.append(script);
  });

onClick(async () => {
  const response = await fetch(endpoint, { method: 'POST' });
  const { session_id } = await response.json();
  await load(src);
  globalThis.FlowWidget.startSession({ id: session_id, ...OPTIONS });
});
