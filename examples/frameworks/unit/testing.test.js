// What `flow-widget-loader/testing` promises, over the package's real entries.
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
let place;
const mock = (options) => {
  widget = mockFlowWidget(options);
};
beforeEach(() => {
  document.body.replaceChildren();
  place = document.body.appendChild(document.createElement('div'));
});
afterEach(() => widget.restore());

describe('the widget', () => {
  test('finishes by itself, with the id of the session', async () => {
    mock();
    expect(await startSession({ id: '42', container: place })).toEqual({
      session_id: '42',
      status: 'finished',
    });
    expect(place.querySelector('[role=region][aria-label="Flow Widget"]')).not.toBeNull();
  });

  test('finishes with what is made from the call', async () => {
    mock({ finish: ({ id, locale }) => ({ id, locale }), delay: 5 });
    place.id = 'place';
    expect(await startSession({ id: '42', container: place, locale: 'ru' })).toEqual({
      id: '42',
      locale: 'ru',
    });
    expect(widget.calls.length).toBe(1);
    expect(widget.calls[0].selector).toBe('#place');
  });

  test('finishes when told to', async () => {
    mock({ finish: false });
    expect(() => widget.finish()).toThrow(/No session is running/);
    const session = openSession({ id: '42', container: place });
    await session.started;
    expect(session.state).toBe('active');
    widget.finish('done');
    expect(await session.finished).toBe('done');
    expect(() => widget.finish()).toThrow(/No session is running/);
  });

  test('throws what it is told to', async () => {
    const error = new Error('no camera');
    mock({ error });
    const failure = await startSession({ id: '42', container: place }).catch((failure) => failure);
    expect(failure).toBeInstanceOf(FlowWidgetError);
    expect(failure).toMatchObject({ code: 'start-failed', cause: error });
  });

  test('is cancelled like any other', async () => {
    mock({ finish: false });
    const session = openSession({ id: '42', container: place });
    await session.started;
    session.cancel('enough');
    await expect(session.finished).rejects.toBe('enough');
    expect(place.childNodes.length).toBe(0);
  });

  test('keeps to the time of the test', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      mock({ delay: 60_000 });
      const session = openSession({ id: '42', container: place });
      await session.started;
      vi.advanceTimersByTime(59_999);
      expect(session.state).toBe('active');
      vi.advanceTimersByTime(1);
      expect(session.state).toBe('finished');
    } finally {
      vi.useRealTimers();
    }
  });

  test('comes in a dialog where no place is named', async () => {
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

  test('is found by loadWidget, and by an environment with all that it needs', async () => {
    mock();
    expect(await loadWidget()).toBe(window.FlowWidget);
    expect((await checkEnvironment()).findings).toEqual([]);
    await startSession({ id: '42', container: place, preflight: true });
  });

  test('leaves nothing behind', async () => {
    const { fetch } = globalThis;
    const names = ['FlowWidget', 'CSS', 'reportError'].map((name) => [name, name in globalThis]);
    mock({ finish: false, endpoint: '/api/flow' });
    const session = openSession({ id: '42', container: place });
    await session.started;
    widget.restore();
    expect(await session.finished).toMatchObject({ session_id: '42' });
    for (const [name, was] of names) expect(name in globalThis, name).toBe(was);
    expect(globalThis.fetch).toBe(fetch);
    // The page is free for the next test.
    mock();
    await startSession({ id: '43', container: place });
  });
});

describe('the backend', () => {
  const endpoint = '/api/flow';

  test('creates a session and passes the person', async () => {
    mock({ endpoint });
    const states = [];
    const verdict = await verify({
      endpoint,
      container: place,
      metadata: { general: {} },
      headers: { 'x-tenant': '7' },
      onState: (state) => states.push(state),
    });
    expect(verdict).toEqual({
      sessionId: 'session-1',
      status: 'FINISHED',
      passed: true,
      failureReasons: [],
      detail: { session_id: 'session-1', status: 'finished' },
    });
    expect(states.at(-1)).toBe('waiting');
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

  test('says what it is told to', async () => {
    const failureReasons = [{ type: 'NO_CAM', detail: 'none' }];
    mock({ endpoint, verdict: { passed: false, failureReasons, iin: '900101350000' } });
    expect(await verify({ endpoint, container: place })).toMatchObject({
      passed: false,
      failureReasons,
      iin: '900101350000',
    });
  });

  test('is the same with a slash or a query behind its address', async () => {
    for (const endpoint of ['/api/flow/', '/api/flow?tenant=7']) {
      mock({ endpoint });
      expect((await verify({ endpoint, container: place })).passed).toBe(true);
      widget.restore();
    }
  });

  test('refuses', async () => {
    mock({ endpoint, refuse: 401 });
    await expect(verify({ endpoint, container: place })).rejects.toMatchObject({ code: 'http', status: 401 });
    expect(widget.calls).toEqual([]);
  });

  test('is only asked what is its own', async () => {
    const answer = new Response('other');
    vi.stubGlobal('fetch', async () => answer);
    try {
      mock({ endpoint });
      expect(await fetch('/api/flowers')).toBe(answer);
      expect(await fetch('/api/other')).toBe(answer);
      widget.restore();
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('the wrappers', () => {
  test('the element', async () => {
    mock({ endpoint: '/api/flow' });
    await import('flow-widget-loader/element');
    place.innerHTML = '<flow-widget endpoint="/api/flow"></flow-widget>';
    const { detail } = await new Promise((resolve) => document.addEventListener('flow-finish', resolve));
    expect(detail.passed).toBe(true);
    expect(place.firstChild.getAttribute('state')).toBe('finished');
  });

  test('React', async () => {
    const { createElement } = await import('react');
    const { createRoot } = await import('react-dom/client');
    const { FlowWidget } = await import('flow-widget-loader/react');
    mock();
    const root = createRoot(place);
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
      createApp(FlowWidget, { sessionId: '42', onFinish, onError }).mount(place);
    });
    expect(detail.session_id).toBe('42');
  });
});
