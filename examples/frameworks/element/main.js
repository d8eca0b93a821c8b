// The parts to try things with: the element defined, or, where a test asks for it, not yet.
import { openSession } from 'flow-widget-loader';

window.define = () => import('flow-widget-loader/element');
if (!location.search.includes('undefined')) window.element = await window.define();
window.openSession = openSession;

window.told = [];
for (const name of ['flow-statechange', 'flow-finish', 'flow-error', 'flow-cancel']) {
  document.addEventListener(name, ({ type, detail }) => {
    window.told.push([type.slice(5), detail?.state ?? detail?.code ?? detail?.name ?? detail]);
  });
}
document.documentElement.dataset.ready = '';
