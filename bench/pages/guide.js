/** Inserts the two script tags of the service's guide when the button is clicked. */
import { id, OPTIONS, onClick, src } from './page.js';

onClick(() => {
  const insert = (fields) => {
    // `async: false` runs inserted scripts in order, like scripts in the HTML.
    const script = Object.assign(document.createElement('script'), { type: 'module', async: false });
    document.body.append(Object.assign(script, fields));
  };
  insert({ src });
  insert({ textContent: `FlowWidget.startSession(${JSON.stringify({ id, ...OPTIONS })})` });
});
