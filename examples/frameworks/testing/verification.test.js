import { startSession } from 'flow-widget-loader';
import { mockFlowWidget } from 'flow-widget-loader/testing';
import { afterEach, expect, test } from 'vitest';

let widget;
afterEach(() => widget.restore());

test('resolves with the detail of the widget', async () => {
  widget = mockFlowWidget({ finish: { status: 'finished' } });
  document.body.innerHTML = '<div id="flow-widget"></div>';

  const detail = await startSession({ id: '42', selector: '#flow-widget', locale: 'kk' });

  expect(detail.status).toBe('finished');
  expect(widget.calls).toMatchObject([{ id: '42', locale: 'kz' }]);
});
