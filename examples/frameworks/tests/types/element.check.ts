// The types of `<flow-widget>`: valid code, and code that the compiler must reject.
import type { ErrorCode, Verdict } from 'flow-widget-loader';
import { define, type FlowState, FlowWidgetElement } from 'flow-widget-loader/element';

const element = document.querySelector('flow-widget');
if (element) {
  element.sessionId = async ({ signal }) => (await fetch('/id', { signal })).text();
  element.sessionId = null;
  element.config = { metadata: {}, retries: 1 };
  element.addEventListener('flow-error', ({ detail }) => detail.code satisfies ErrorCode);
  element.addEventListener('flow-statechange', ({ detail: { state } }) => state satisfies FlowState);
  element.addEventListener('click', ({ clientX }) => clientX);
  element.start().then((outcome) => (outcome as Verdict).passed);
  // @ts-expect-error with `session-id`, the outcome is the widget's detail, which has no known shape
  element.start().then((outcome) => outcome.passed);
  // @ts-expect-error `state` is read-only
  element.state = 'active';
  // @ts-expect-error unknown option
  element.config = { container: element };
}
document.createElement('flow-widget') satisfies FlowWidgetElement;
define('my-flow');
export class Mine extends FlowWidgetElement {}
