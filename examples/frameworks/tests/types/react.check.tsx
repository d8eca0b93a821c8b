// The types for React: valid code, and code that the compiler must reject.
import { type FlowWidgetError, openSession } from 'flow-widget-loader';
import type { FlowWidgetElement } from 'flow-widget-loader/element';
import { type FlowControls, FlowWidget, useFlowSession } from 'flow-widget-loader/react';
import { useRef } from 'react';

export function Component() {
  const controls = useRef<FlowControls>(null);
  return (
    <>
      <FlowWidget
        ref={controls}
        sessionId={async ({ signal }) => (await fetch('/id', { signal })).text()}
        locale="kk-KZ"
        config={{ conflict: 'replace', timeouts: { script: 1, result: 2 } }}
        id="container"
        className="verification"
        onFinish={(detail) => detail satisfies unknown}
        onError={(error: FlowWidgetError) => error.code}
        onStateChange={(state, id) => `${state satisfies string}${id ?? ''}`}
      />
      <button type="button" onClick={() => controls.current?.start()}>
        Start
      </button>
      <FlowWidget
        endpoint="/api/flow"
        onFinish={({ passed, failureReasons }) => passed ?? failureReasons[0]?.type}
      />
      {/* @ts-expect-error the detail of the widget's `finish` event has no known shape */}
      <FlowWidget sessionId="1" onFinish={(detail) => detail.passed} />
      {/* @ts-expect-error unknown option */}
      <FlowWidget config={{ selector: '#x' }} />
      {/* @ts-expect-error unknown state */}
      <FlowWidget onStateChange={(state) => state === 'ended'} />
      {/* @ts-expect-error the content belongs to the widget */}
      <FlowWidget>text</FlowWidget>
    </>
  );
}

export function Hook() {
  const { ref, state, error, outcome, start, cancel } = useFlowSession({
    endpoint: '/api/flow',
    manual: true,
  });
  return (
    <>
      <div ref={ref} />
      <button type="button" onClick={() => (state === 'active' ? cancel() : start())}>
        {error?.code} {outcome?.passed}
      </button>
    </>
  );
}

export function HookWithSessionId() {
  const { outcome } = useFlowSession({ sessionId: '1', manual: true });
  // @ts-expect-error the detail of the widget's `finish` event has no known shape
  return outcome?.passed;
}

export function Element() {
  const element = useRef<FlowWidgetElement>(null);
  return (
    <>
      <flow-widget
        ref={element}
        session-id="1"
        locale="ru"
        class="verification"
        onflow-finish={({ detail }) => detail}
        onflow-error={({ detail }) => detail.code}
      />
      {/* @ts-expect-error a locale must be a string */}
      <flow-widget locale={1} />
    </>
  );
}

openSession({ id: '1' });
