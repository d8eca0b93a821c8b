/** What integrations do that are written by hand: one step after the other. */
import { endpoint, onClick, PLACE, src } from './page.js';

const load = (src) =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    Object.assign(script, { type: 'module', src, onload: resolve, onerror: reject });
    document.head.append(script);
  });

onClick(async () => {
  const answer = await fetch(endpoint, { method: 'POST' });
  const { session_id } = await answer.json();
  await load(src);
  globalThis.FlowWidget.startSession({ id: session_id, ...PLACE });
});
