/** The guide's two script tags, put into the page when the person wants to be verified. */
import { id, onClick, PLACE, src } from './page.js';

onClick(() => {
  const tag = (fields) => {
    // In order, as a parser would run them.
    const script = Object.assign(document.createElement('script'), { type: 'module', async: false });
    document.body.append(Object.assign(script, fields));
  };
  tag({ src });
  tag({ textContent: `FlowWidget.startSession(${JSON.stringify({ id, ...PLACE })})` });
});
