/** The `container` and `selector` options, and changes to the container during a session. */

const refused = (id, fault, config, row = {}) => ({
  id,
  fault,
  error: 'container-not-found',
  config,
  ...row,
});
const succeeds = (id, fault, row) => ({
  id,
  fault,
  resolves: { session_id: 'a' },
  act: async (kit) => {
    await kit.until('active');
    await row.move?.(kit);
    await kit.quiet();
    kit.finish();
  },
  ...row,
});

export default {
  name: 'container',
  title: 'Container',
  rows: [
    refused('no-match', 'The selector matches nothing', () => ({ selector: '#nowhere' }), {
      says: /"#nowhere" matches no element/,
    }),
    refused('no-hash', 'The selector is an id without its `#`', () => ({ selector: 'flow-widget' }), {
      says: /did you mean "#flow-widget"/,
    }),
    {
      id: 'no-selector',
      fault: 'The selector is not valid CSS',
      error: 'invalid-config',
      says: /not a valid CSS selector/,
      config: () => ({ selector: '#[' }),
    },
    refused('detached', 'The element is not in the document', () => ({
      selector: undefined,
      container: document.createElement('div'),
    })),
    refused('shadow', 'The element is in a shadow tree', (kit) => {
      const host = kit.add('div');
      const inner = document.createElement('div');
      host.attachShadow({ mode: 'open' }).append(inner);
      kit.undo(() => host.remove());
      return { selector: undefined, container: inner };
    }),
    {
      id: 'of-frame',
      fault: 'The element is in the document of a frame',
      error: 'invalid-config',
      says: /`container` must be an HTML element of this page/,
      config: (kit) => {
        const frame = kit.add('iframe');
        kit.undo(() => frame.remove());
        return { selector: undefined, container: frame.contentDocument.body };
      },
    },
    {
      id: 'removed-early',
      fault: 'The element is removed while the script is loading',
      rejects: 'AbortError',
      states: 'loading starting cancelled',
      says: /container was removed/,
      left: 'container drawing script',
      config: (kit) => ({ src: kit.script('slow', { ms: 150 }) }),
      act: async (kit) => {
        await kit.until('loading');
        kit.container.remove();
      },
    },
    {
      id: 'removed',
      fault: 'The element is removed while the widget is active',
      rejects: 'AbortError',
      says: /container was removed/,
      left: 'container drawing script',
      act: async (kit) => {
        await kit.until('active');
        kit.container.remove();
      },
    },
    {
      id: 'emptied-body',
      fault: 'The body is emptied while the widget is active',
      rejects: 'AbortError',
      says: /container was removed/,
      left: 'container drawing script',
      act: async (kit) => {
        await kit.until('active');
        document.body.replaceChildren();
      },
    },
    succeeds('moved', 'The element is moved while the widget is active', {
      move: (kit) => {
        const section = kit.add('section');
        section.append(kit.container);
        kit.undo(() => section.replaceWith(...section.childNodes));
      },
    }),
    succeeds('away', 'The element is briefly removed from the document', {
      move: async (kit) => {
        const { container } = kit;
        container.remove();
        // The package gives the page some time to insert it again.
        await kit.wait(() => kit.timers().length === 1);
        document.body.append(container);
      },
    }),
    succeeds('rendered-anew', 'The page renders a new element while the script is loading', {
      config: (kit) => ({ src: kit.script('slow', { ms: 150 }) }),
      act: async (kit) => {
        await kit.until('loading');
        kit.container.replaceWith(Object.assign(document.createElement('div'), { id: 'flow-widget' }));
        await kit.until('active');
        kit.finish();
      },
    }),
    {
      id: 'without-id',
      fault: 'The element has no id',
      resolves: { session_id: 'a' },
      note: 'the package gives it an id during the session',
      left: 'script',
      config: (kit) => {
        kit.element = kit.add('div');
        return { selector: undefined, container: kit.element };
      },
      act: async (kit) => {
        await kit.until('active');
        kit.found = kit.element.id !== '' && document.querySelector(kit.calls[0].selector) === kit.element;
        kit.finish();
      },
      look: (kit) => ({ found: kit.found, attributes: kit.element.attributes.length }),
      seen: { found: true, attributes: 0 },
    },
    {
      id: 'same-id',
      fault: 'Another element has the same id',
      resolves: { session_id: 'a' },
      note: 'the package marks it with an attribute during the session',
      left: 'script',
      config: (kit) => {
        kit.element = kit.add('div', { id: 'flow-widget' });
        return { selector: undefined, container: kit.element };
      },
      act: async (kit) => {
        await kit.until('active');
        kit.found = document.querySelector(kit.calls[0].selector) === kit.element;
        kit.finish();
      },
      look: (kit) => ({
        found: kit.found,
        attributes: kit.element.attributes.length,
        drawn: kit.element.childElementCount,
      }),
      seen: { found: true, attributes: 1, drawn: 1 },
    },
    {
      id: 'strange-id',
      fault: "The element's id is not a CSS identifier",
      resolves: { session_id: 'a' },
      left: 'script',
      config: (kit) => ({ selector: undefined, container: kit.add('div', { id: '1 "a"]' }) }),
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
      },
    },
    {
      id: 'document-replaced',
      fault: 'The page is rewritten with `document.open()` while the widget is active',
      rejects: 'AbortError',
      next: false,
      left: 'container drawing link page script',
      act: async (kit) => {
        await kit.until('active');
        document.open();
        document.write('<!doctype html><title>new</title><p>new');
        document.close();
      },
    },
  ],
};
