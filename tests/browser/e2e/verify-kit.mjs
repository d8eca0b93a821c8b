import { expect } from './fixtures.mjs';

export const CONTAINER = '<div id="flow-widget"></div>';

const SCRIPT = '/widget/flow-widget.umd.js';

/**
 * Serves a widget that waits for the test. Its script defines `window.finish()`, and `window.widgets` has the session id
 * of each start.
 */
export async function fakeWidget(page) {
  await page.route(`**${SCRIPT}`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `window.widgets = [];
        window.FlowWidget = { startSession({ session_id, selector }) {
          window.widgets.push(session_id);
          document.querySelector(selector).innerHTML = '<p id="drawn">widget</p>';
        } };
        window.finish = (detail) => {
          document.querySelector('#drawn').remove();
          dispatchEvent(new CustomEvent('finish', { detail }));
        };`,
    }),
  );
}

/** The response to the POST that creates a session. */
const CREATED = { session_id: 's-1', token: 'token-1' };
export const PENDING = { session_id: 's-1', status: 'PROGRESS', passed: null, failure_reasons: [] };
export const PASSED = { session_id: 's-1', status: 'FINISHED', passed: true, failure_reasons: [] };

/**
 * A backend at `/api/mine`: counts and records the requests, and answers with what the test sets.
 */
export class FakeBackend {
  /** The requests, in order: method, path and headers. */
  requests = [];
  /** How many requests for the verdict are in flight, and the most at a time. */
  open = 0;
  most = 0;
  /** The answers: each a response for `route.fulfill`, or a function of the route. */
  onPost = { status: 201, json: CREATED };
  onGet = { json: PENDING };

  static async at(page, pattern = '**/api/mine{,/*}') {
    const backend = new FakeBackend();
    await page.context().route(pattern, (route) => backend.#answer(route));
    return backend;
  }

  async #answer(route) {
    const request = route.request();
    const method = request.method();
    const { pathname } = new URL(request.url());
    this.requests.push({ method, pathname, headers: request.headers(), body: request.postData() });
    const answer = method === 'POST' ? this.onPost : this.onGet;
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    try {
      await (typeof answer === 'function' ? answer(route) : route.fulfill(answer));
    } finally {
      this.open -= 1;
    }
  }

  count(method) {
    return this.requests.filter((request) => request.method === method).length;
  }
}

/** A response that never arrives. */
export const never = () => new Promise(() => {});

/**
 * Calls `verify` in the page. `window.run.states` has its states, `window.ended` resolves to its outcome.
 *
 * @param extra an expression for more options, which JSON cannot express
 */
export async function begin(page, config = {}, extra = '{}') {
  await page.evaluate(
    async ([config, extra]) => {
      const { verify } = await import('/dist/index.js');
      window.control = new AbortController();
      const run = { states: [], ids: [] };
      window.run = run;
      const more = new Function(`return ${extra}`)();
      const options = {
        locale: 'en',
        src: '/widget/flow-widget.umd.js',
        signal: window.control.signal,
        onState: (state, id) => {
          run.states.push(state);
          run.ids.push(id);
        },
        ...(!config.dialog && { selector: '#flow-widget' }),
        ...(!more.backend && { endpoint: '/api/mine' }),
        ...config,
        ...more,
      };
      window.options = options;
      window.ended = verify(options).then(
        (verdict) => ({ verdict }),
        (error) => ({
          name: error?.name,
          code: error?.code,
          message: error?.message ?? String(error),
          status: error?.status,
          retryable: error?.retryable,
          retryAfter: error?.retryAfter,
          cause: error?.cause && String(error.cause.message ?? error.cause),
          reason: typeof error === 'string' ? error : undefined,
        }),
      );
    },
    [config, extra],
  );
}

export const outcome = (page) => page.evaluate('window.ended');
export const states = (page) => page.evaluate('window.run.states');

/** Waits until `verify` is in a state. */
export async function reach(page, state) {
  await expect.poll(() => states(page)).toContain(state);
}

/** Expects that nothing of the call is left in the page. */
export async function leavesNothing(page) {
  expect(
    await page.evaluate(() => [
      document.querySelectorAll('link, dialog, #drawn').length,
      document.querySelector('#flow-widget')?.childNodes.length ?? 0,
      document.adoptedStyleSheets.length,
    ]),
  ).toEqual([0, 0, 0]);
}
