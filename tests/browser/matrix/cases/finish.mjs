/** The widget's `finish` event, and other events with that name. */

const fire = (detail) => window.dispatchEvent(new CustomEvent('finish', { detail }));

/** Fires a `finish` that bubbles, and leaves shadow trees. */
const bubble = (target, detail) =>
  target.dispatchEvent(new CustomEvent('finish', { detail, bubbles: true, composed: true }));

/** Returns an element in a new shadow tree. */
const shadowChild = (host) =>
  host.attachShadow({ mode: 'open' }).appendChild(document.createElement('button'));

/** A row in which `work` runs while the widget is active, and the session then resolves with `resolves`. */
const row = (id, fault, work, resolves = { session_id: 'a' }, more = {}) => ({
  id,
  fault,
  resolves,
  act: async (kit) => {
    await kit.until('active');
    await work(kit);
  },
  ...more,
});

export default {
  name: 'finish',
  title: 'Finish',
  rows: [
    row(
      'no-detail',
      'The event has no `detail`',
      () => window.dispatchEvent(new CustomEvent('finish')),
      null,
    ),
    row('realm', 'The event is a `CustomEvent` of a frame', (kit) => {
      const { CustomEvent } = kit.add('iframe', {}, kit.container).contentWindow;
      window.dispatchEvent(new CustomEvent('finish', { detail: { session_id: 'a' } }));
    }),
    row(
      'polluted',
      '`Object.prototype` has a `sessionId`, a `session_id` and a `detail`',
      (kit) => {
        for (const name of ['sessionId', 'session_id', 'detail']) {
          Object.prototype[name] = 'x';
          kit.undo(() => delete Object.prototype[name]);
        }
        // Has no detail of its own.
        window.dispatchEvent(new Event('finish'));
        fire({ own: 1 });
      },
      { own: 1 },
    ),
    row('number', 'The `detail` is a number', () => fire(0), 0),
    row('text', 'The `detail` is a string', () => fire('done'), 'done'),
    row('list', 'The `detail` is an array', () => fire([1, 2]), [1, 2]),
    row('unknown', 'The `detail` has unknown fields', () => fire({ session_id: 'a', x: { y: 1 } }), {
      session_id: 'a',
      x: { y: 1 },
    }),
    row(
      'cyclic',
      'The `detail` is cyclic',
      () => {
        const detail = {};
        detail.self = detail;
        fire(detail);
      },
      '[object Object]',
      { note: 'the same object' },
    ),
    row(
      'throwing',
      'A getter in `detail` throws',
      () =>
        fire({
          get session_id() {
            throw new Error('trap');
          },
        }),
      '[object Object]',
    ),
    row('huge', 'The `detail` is 8 MB in size', () => fire({ padding: 'x'.repeat(8 << 20) }), undefined, {
      resolves: 8 << 20,
      states: 'loading starting active finished',
      call: (kit) => kit.open().finished.then(({ padding }) => padding.length),
    }),
    row(
      'twice',
      'The widget finishes twice',
      () => {
        fire({ session_id: 'a', count: 1 });
        fire({ session_id: 'a', count: 2 });
      },
      { session_id: 'a', count: 1 },
    ),
    row('foreign', 'Events that name another session come first', () => {
      fire({ session_id: 'b' });
      fire({ sessionId: 'b' });
      fire({ session_id: 'a' });
    }),
    row(
      'unrelated-id',
      'The `detail` has the `id` of something else, such as a result',
      () => fire({ id: 'b' }),
      { id: 'b' },
      { note: 'only `session_id` and `sessionId` name a session' },
    ),
    row('camel-case', 'The `detail` names the session as `sessionId`', () => fire({ sessionId: 'a' }), {
      sessionId: 'a',
    }),
    row('elsewhere', 'A bubbling `finish` of another component of the page comes first', (kit) => {
      const other = kit.add('div');
      kit.undo(() => other.remove());
      bubble(other, { status: 'uploaded' });
      fire({ session_id: 'a' });
    }),
    row('shadow-elsewhere', 'A `finish` from a shadow tree of another component comes first', (kit) => {
      const host = kit.add('div');
      kit.undo(() => host.remove());
      bubble(shadowChild(host), { status: 'uploaded' });
      fire({ session_id: 'a' });
    }),
    row('around', 'A `finish` of an element around the container comes first', () => {
      bubble(document.body, { status: 'uploaded' });
      fire({ session_id: 'a' });
    }),
    row(
      'inside',
      'The event comes from an element of the widget and bubbles',
      (kit) => bubble(kit.container.querySelector('canvas'), { done: 1 }),
      { done: 1 },
    ),
    row(
      'shadow',
      "The event comes from the widget's shadow tree, and is composed",
      (kit) => bubble(shadowChild(kit.add('div', {}, kit.container)), { done: 1 }),
      { done: 1 },
    ),
    row('document', 'The event comes from the document and bubbles', () => bubble(document, { done: 1 }), {
      done: 1,
    }),
    row('no-custom-event', 'A plain `Event` named `finish` comes first', () => {
      window.dispatchEvent(new Event('finish'));
      fire({ session_id: 'a' });
    }),
    row('of-video', 'An element of the page fires its own `finish`', (kit) => {
      kit.container.dispatchEvent(new Event('finish', { bubbles: true }));
      fire({ session_id: 'a' });
    }),
    row('bubbles', 'The event comes from the container and bubbles', (kit) => {
      const detail = { session_id: 'a' };
      kit.container.dispatchEvent(new CustomEvent('finish', { detail, bubbles: true }));
    }),
    {
      id: 'too-early',
      fault: 'A `finish` event arrives before the widget is started',
      resolves: { session_id: 'a', late: true },
      config: (kit) => ({ src: kit.script('slow', { ms: 100 }) }),
      act: async (kit) => {
        await kit.until('loading');
        fire({ session_id: 'a' });
        await kit.until('active');
        fire({ session_id: 'a', late: true });
      },
    },
    {
      id: 'stopped',
      fault: 'Another listener stops the event',
      error: 'finish-timeout',
      note: 'the event does not arrive, so the time limit ends the session',
      config: () => ({ timeouts: { finish: 200 } }),
      before: (kit) => {
        const stop = (event) => event.stopImmediatePropagation();
        window.addEventListener('finish', stop);
        kit.undo(() => window.removeEventListener('finish', stop));
      },
      act: async (kit) => {
        await kit.until('active');
        fire({ session_id: 'a' });
      },
    },
    {
      id: 'never',
      fault: 'The widget never finishes, with `timeouts.finish`',
      error: 'finish-timeout',
      note: 'the content that the widget rendered is removed',
      config: () => ({ timeouts: { finish: 100 } }),
    },
  ],
};
