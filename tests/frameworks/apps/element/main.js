// What a test asks for: the snippet of the docs, or the parts to try things with.
import { openSession } from 'flow-widget-loader';

const show = new URLSearchParams(location.search).get('show');
if (show === 'snippet') await import('./verification.js');
else if (show !== 'before') window.element = await import('flow-widget-loader/element');
window.define = () => import('flow-widget-loader/element');
window.openSession = openSession;

window.told = [];
for (const name of ['flow-statechange', 'flow-finish', 'flow-error', 'flow-cancel']) {
  document.addEventListener(name, ({ type, detail }) => {
    window.told.push([type.slice(5), detail?.state ?? detail?.code ?? detail?.name ?? detail]);
  });
}
document.documentElement.dataset.ready = '';
