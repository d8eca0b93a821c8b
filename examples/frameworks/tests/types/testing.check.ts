// The types of /testing: valid code, and code that the compiler must reject.
import { mockFlowWidget } from 'flow-widget-loader/testing';

const widget = mockFlowWidget({
  finish: ({ id }) => ({ id }),
  delay: 1,
  endpoint: '/api',
  verdict: { passed: false },
});
widget.calls[0]?.locale satisfies 'ru' | 'en' | 'kz' | undefined;
widget.requests[0]?.body;
widget.finish('done');
widget.restore();
// @ts-expect-error `delay` must be a number
mockFlowWidget({ delay: 'long' });
