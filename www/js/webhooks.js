/** The webhooks of the current session, as the playground's server receives them from the sandbox. */

import { find, h, icon } from './dom.js';
import { number, texts, time } from './i18n.js';
import { toTree } from './json.js';

/** @import { WebhookView } from './types.d.ts' */

export class Webhooks {
  /** @type {WebhookView[]} */
  #received = [];
  /** @type {EventSource | undefined} */
  #source;
  /** @type {string | undefined} */
  #session;

  /** Empties the list for a new session. */
  clear() {
    this.#source?.close();
    this.#session = undefined;
    this.#received = [];
    this.show();
  }

  /**
   * Adds the webhooks of a session to the list, until the last one has arrived.
   *
   * @param {string | undefined} session the session id
   */
  follow(session) {
    if (session === undefined || session === this.#session) return;
    this.clear();
    this.#session = session;
    // Reconnects by itself, and then receives only the events that are missing.
    const source = new EventSource(`/api/webhooks?session=${encodeURIComponent(session)}`);
    this.#source = source;
    source.addEventListener('message', ({ data }) => {
      const webhook = /** @type {WebhookView} */ (JSON.parse(data));
      this.#received.push(webhook);
      // Rows are only added, so that those that the user has opened stay open.
      find('#webhooks', HTMLElement).append(row(webhook));
      this.#showCount();
      if (webhook.event.event === 'flow.end') source.close();
    });
  }

  /** Rebuilds the list, in the page's language. */
  show() {
    find('#webhooks', HTMLElement).replaceChildren(...this.#received.map(row));
    this.#showCount();
  }

  #showCount() {
    const count = this.#received.length;
    find('#webhooks-none', HTMLElement).hidden = count > 0;
    find('#webhooks-count', HTMLElement).textContent = count > 0 ? number(count) : '';
  }
}

/** @param {WebhookView} webhook */
function row({ at, event, verdict }) {
  const { webhooks } = texts();
  const success = event.success === true;
  const details = h(
    'details',
    {
      class: 'fold webhook',
      'data-testid': 'webhook',
      'data-event': event.event,
      'data-success': String(success),
    },
    h(
      'summary',
      {},
      h('code', {}, event.event),
      h('time', { datetime: new Date(at).toISOString() }, time(at)),
      h(
        'span',
        { class: 'webhook-success' },
        icon(success ? 'check' : 'stop'),
        success ? webhooks.success : webhooks.failure,
      ),
    ),
  );
  // The tree is built when it is first opened, because a result may contain images.
  const build = () =>
    details.append(
      h(
        'div',
        { class: 'stack' },
        verdict === undefined ? null : h('h4', {}, webhooks.verdict),
        verdict === undefined ? null : toTree(verdict),
        h('h4', {}, webhooks.event),
        toTree(event),
      ),
    );
  details.addEventListener('toggle', build, { once: true });
  return h('li', {}, details);
}
