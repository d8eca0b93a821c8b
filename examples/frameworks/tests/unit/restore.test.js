// Tests that end while a session runs: `restore()` cancels it, so that the next test can begin another one.
import { openSession, startSession, verify } from 'flow-widget-loader';
import { mockFlowWidget } from 'flow-widget-loader/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const endpoint = '/api/flow';
const hostedUrl = 'http://localhost/hosted';
let widget;
let container;
beforeEach(() => {
  document.body.replaceChildren();
  container = document.body.appendChild(document.createElement('div'));
});
afterEach(() => widget.restore());

/** Resolves to the outcome of a session: its value, or the name of its error. */
const outcomeOf = (promise) =>
  promise.then(JSON.stringify, ({ name, code }) => (name === 'FlowWidgetError' ? code : name));

const start = (options) => startSession({ id: '1', ...options });
const verifyAt = (options) => verify({ endpoint, ...options });
const verifyInWindow = (options) => verifyAt({ mode: 'window', hostedUrl, ...options });

/** Sessions of a test that ends before they do: how they begin, options of the mock, and when the test ends. */
const LEFT = [
  ['a verification with a widget', verifyAt, { finish: false }, () => widget.calls[0]],
  ['a verification that is loading', verifyAt, {}, () => true],
  [
    'a verification that waits for the verdict',
    verifyAt,
    { verdict: { status: 'STARTED', passed: null } },
    () => widget.requests[1],
  ],
  ['a verification on the hosted page', verifyInWindow, {}, () => widget.requests[0]],
  ['a session that is loading', start, {}, () => true],
];

describe('restore() ends', () => {
  for (const [name, begin, options, isTime] of LEFT) {
    for (const place of ['a container', 'the dialog']) {
      test(`${name}, in ${place}, and the next test can begin another one`, async () => {
        const blocked = vi.spyOn(window, 'open').mockReturnValue(null);
        widget = mockFlowWidget({ endpoint, ...options });
        const outcome = outcomeOf(begin(place === 'a container' ? { container } : {}));
        await vi.waitFor(() => expect(isTime()).toBeTruthy());
        widget.restore();
        blocked.mockRestore();

        widget = mockFlowWidget({ endpoint });
        expect((await verify({ endpoint })).passed).toBe(true);
        expect(widget.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
        // Without the polyfills, no dialog can be opened in jsdom.
        expect(['AbortError', 'unsupported-environment']).toContain(await outcome);
        expect(document.querySelector('dialog')).toBe(null);
        await startSession({ id: '2' });
      });
    }
  }

  test('a session in the dialog with the `finish` event, and closes the dialog', async () => {
    widget = mockFlowWidget({ finish: false });
    const session = openSession({ id: '42' });
    await session.started;
    widget.restore();
    expect(await session.finished).toMatchObject({ session_id: '42' });
    expect(document.querySelector('dialog')).toBe(null);
  });

  test('no session of another mock that is still in place', async () => {
    const other = mockFlowWidget({ endpoint: '/other' });
    widget = mockFlowWidget({ endpoint });
    other.restore();
    expect((await verify({ endpoint })).passed).toBe(true);
  });

  test('a session of a component that is unmounted afterwards', async () => {
    const { createElement } = await import('react');
    const { createRoot } = await import('react-dom/client');
    const { useFlowSession } = await import('flow-widget-loader/react');
    widget = mockFlowWidget({ endpoint, finish: false });
    const root = createRoot(container);
    const Component = () => {
      useFlowSession({ endpoint });
      return null;
    };
    root.render(createElement(Component));
    await vi.waitFor(() => expect(widget.calls.length).toBe(1));
    widget.restore();
    root.unmount();
    widget = mockFlowWidget({ endpoint });
    expect((await verify({ endpoint })).passed).toBe(true);
    expect(document.querySelector('dialog')).toBe(null);
  });
});

describe('the mocks', () => {
  test('answer a `Request` object, and any body', async () => {
    widget = mockFlowWidget({ endpoint });
    const url = new URL(endpoint, document.baseURI).href;
    const headers = { 'x-tenant': '7' };
    const response = await fetch(new Request(url, { method: 'POST', body: '{"a":1}', headers }));
    expect(response.status).toBe(201);
    expect(widget.requests[0]).toMatchObject({ method: 'POST', body: { a: 1 }, headers });
    await fetch(url, { method: 'POST', body: 'a=1' });
    expect(widget.requests[1].body).toBe('a=1');
    await fetch(new Request(url, { method: 'POST' }), { body: '{' });
    expect(widget.requests[2]).toMatchObject({ method: 'POST', body: '{' });
  });

  test('show one widget in a container', async () => {
    widget = mockFlowWidget();
    await startSession({ id: '1', container });
    await startSession({ id: '2', container });
    expect(container.querySelectorAll('[role=region]').length).toBe(1);
  });
});
