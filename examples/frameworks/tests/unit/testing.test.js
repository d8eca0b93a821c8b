// `flow-widget-loader/testing` mocks the widget and the backend; the package's entry points run unchanged.
import {
  checkEnvironment,
  FlowWidgetError,
  loadWidget,
  openSession,
  startSession,
  verify,
} from 'flow-widget-loader';
import { mockFlowWidget } from 'flow-widget-loader/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

let widget;
let container;
const mock = (options) => {
  widget = mockFlowWidget(options);
};
beforeEach(() => {
  document.body.replaceChildren();
  container = document.body.appendChild(document.createElement('div'));
});
afterEach(() => widget.restore());

describe('the mock widget', () => {
  test('finishes automatically, with the session id', async () => {
    mock();
    expect(await startSession({ id: '42', container })).toEqual({
      session_id: '42',
      status: 'finished',
    });
    expect(container.querySelector('[role=region][aria-label="Flow Widget"]')).not.toBeNull();
  });

  test('finishes with the detail that the `finish` function returns', async () => {
    mock({ finish: ({ id, locale }) => ({ id, locale }), delay: 5 });
    container.id = 'container';
    expect(await startSession({ id: '42', container, locale: 'ru' })).toEqual({
      id: '42',
      locale: 'ru',
    });
    expect(widget.calls.length).toBe(1);
    expect(widget.calls[0].selector).toBe('#container');
  });

  test('with `finish: false`, finishes when `finish()` is called', async () => {
    mock({ finish: false });
    expect(() => widget.finish()).toThrow(/No session is running/);
    const session = openSession({ id: '42', container });
    await session.started;
    expect(session.state).toBe('active');
    widget.finish('done');
    expect(await session.finished).toBe('done');
    expect(() => widget.finish()).toThrow(/No session is running/);
  });

  test('with `error`, throws, and the session fails with `start-failed`', async () => {
    const error = new Error('no camera');
    mock({ error });
    const failure = await startSession({ id: '42', container }).catch((failure) => failure);
    expect(failure).toBeInstanceOf(FlowWidgetError);
    expect(failure).toMatchObject({ code: 'start-failed', cause: error });
  });

  test('can be cancelled', async () => {
    mock({ finish: false });
    const session = openSession({ id: '42', container });
    await session.started;
    session.cancel('enough');
    await expect(session.finished).rejects.toBe('enough');
    expect(container.childNodes.length).toBe(0);
  });

  test('uses fake timers for `delay`', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      mock({ delay: 60_000 });
      const session = openSession({ id: '42', container });
      await session.started;
      vi.advanceTimersByTime(59_999);
      expect(session.state).toBe('active');
      vi.advanceTimersByTime(1);
      expect(session.state).toBe('finished');
    } finally {
      vi.useRealTimers();
    }
  });

  test('opens in a dialog without a container', async () => {
    mock({ finish: false });
    const session = openSession({ id: '42', locale: 'en' });
    await session.started;
    const dialog = document.querySelector('dialog');
    expect(dialog.hasAttribute('open')).toBe(true);
    expect(dialog.querySelector('[aria-label="Flow Widget"]')).not.toBeNull();
    widget.finish();
    await session.finished;
    expect(document.querySelector('dialog')).toBeNull();
  });

  test('loadWidget() resolves to the mock, and checkEnvironment() reports no findings', async () => {
    mock();
    expect(await loadWidget()).toBe(window.FlowWidget);
    expect((await checkEnvironment()).findings).toEqual([]);
    await startSession({ id: '42', container, preflight: true });
  });

  test('restore() ends the session and removes globals and polyfills', async () => {
    const { fetch } = globalThis;
    const names = ['FlowWidget', 'CSS', 'reportError'].map((name) => [name, name in globalThis]);
    mock({ finish: false, endpoint: '/api/flow' });
    const session = openSession({ id: '42', container });
    await session.started;
    widget.restore();
    expect(await session.finished).toMatchObject({ session_id: '42' });
    for (const [name, was] of names) expect(name in globalThis, name).toBe(was);
    expect(globalThis.fetch).toBe(fetch);
    // The session slot is free for the next test.
    mock();
    await startSession({ id: '43', container });
  });
});

describe('the mock backend', () => {
  const endpoint = '/api/flow';

  test('creates a session and returns a passed verdict', async () => {
    mock({ endpoint });
    const states = [];
    const verdict = await verify({
      endpoint,
      container,
      metadata: { general: {} },
      headers: { 'x-tenant': '7' },
      onState: (state) => states.push(state),
    });
    expect(verdict).toEqual({
      sessionId: 'session-1',
      status: 'FINISHED',
      passed: true,
      cancelled: false,
      failureReasons: [],
      detail: { session_id: 'session-1', status: 'finished' },
    });
    expect(states.slice(-2)).toEqual(['waiting', 'finished']);
    expect(widget.requests).toMatchObject([
      {
        method: 'POST',
        path: '/api/flow',
        body: { metadata: { general: {} } },
        headers: { 'x-tenant': '7' },
      },
      { method: 'GET', path: '/api/flow/session-1', headers: { 'x-flow-token': 'token-1' } },
    ]);
  });

  test('returns the verdict of the `verdict` option', async () => {
    const failureReasons = [{ type: 'NO_CAM', detail: 'none' }];
    mock({ endpoint, verdict: { passed: false, failureReasons, iin: '900101350000' } });
    expect(await verify({ endpoint, container })).toMatchObject({
      passed: false,
      failureReasons,
      iin: '900101350000',
    });
  });

  test('accepts an endpoint with a trailing slash or a query', async () => {
    for (const endpoint of ['/api/flow/', '/api/flow?tenant=7']) {
      mock({ endpoint });
      expect((await verify({ endpoint, container })).passed).toBe(true);
      widget.restore();
    }
  });

  test('with `refuse`, rejects the request that creates a session', async () => {
    mock({ endpoint, refuse: 401 });
    await expect(verify({ endpoint, container })).rejects.toMatchObject({ code: 'http', status: 401 });
    expect(widget.calls).toEqual([]);
  });

  test('does not intercept other requests', async () => {
    const response = new Response('other');
    vi.stubGlobal('fetch', async () => response);
    try {
      mock({ endpoint });
      expect(await fetch('/api/flowers')).toBe(response);
      expect(await fetch('/api/other')).toBe(response);
      widget.restore();
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('components use the mock', () => {
  test('custom element', async () => {
    mock({ endpoint: '/api/flow' });
    await import('flow-widget-loader/element');
    container.innerHTML = '<flow-widget endpoint="/api/flow"></flow-widget>';
    const { detail } = await new Promise((resolve) => document.addEventListener('flow-finish', resolve));
    expect(detail.passed).toBe(true);
    expect(container.firstChild.getAttribute('state')).toBe('finished');
  });

  test('React', async () => {
    const { createElement } = await import('react');
    const { createRoot } = await import('react-dom/client');
    const { FlowWidget } = await import('flow-widget-loader/react');
    mock();
    const root = createRoot(container);
    const detail = await new Promise((onFinish, onError) => {
      root.render(createElement(FlowWidget, { sessionId: '42', onFinish, onError }));
    });
    expect(detail.session_id).toBe('42');
    root.unmount();
  });

  test('Vue', async () => {
    const { createApp } = await import('vue');
    const { FlowWidget } = await import('flow-widget-loader/vue');
    mock();
    const detail = await new Promise((onFinish, onError) => {
      createApp(FlowWidget, { sessionId: '42', onFinish, onError }).mount(container);
    });
    expect(detail.session_id).toBe('42');
  });
});
