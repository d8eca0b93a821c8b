// Defines the element, unless the page's address contains `undefined`: then a test does so. Records its events.
import { openSession } from 'flow-widget-loader';

window.define = () => import('flow-widget-loader/element');
if (!location.search.includes('undefined')) window.element = await window.define();
window.openSession = openSession;

window.notifications = [];
for (const name of ['flow-statechange', 'flow-finish', 'flow-error', 'flow-cancel']) {
  document.addEventListener(name, ({ type, detail }) => {
    window.notifications.push([type.slice(5), detail?.state ?? detail?.code ?? detail?.name ?? detail]);
  });
}
document.documentElement.dataset.ready = '';
