// Records the events of all `<flow-widget>` elements. A removed element does not bubble to the document.
window.notifications = [];
const record = ({ type, detail }) =>
  window.notifications.push([type.slice(5), detail?.state ?? detail?.code ?? detail?.name ?? detail]);
const events = ['flow-statechange', 'flow-finish', 'flow-error', 'flow-cancel'];
const listen = () => {
  for (const element of document.querySelectorAll('flow-widget')) {
    for (const name of events) element.addEventListener(name, record);
  }
};
listen();
