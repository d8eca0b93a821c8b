/** The modal dialog that the package opens if the config has no container. */

/** A row in which a session without a container opens the dialog, while its script never arrives. */
const inDialog = (id, fault, row) => ({
  id,
  fault,
  rejects: 'AbortError',
  states: 'loading cancelled',
  before: (kit) => {
    const button = kit.add('button', { id: 'open', textContent: 'Verify' });
    button.focus();
  },
  config: (kit) => ({ selector: undefined, src: kit.script('hang') }),
  note: 'the dialog is removed, and the focus is restored',
  ...row,
});
const dialog = () => document.querySelector('dialog');
const shown = async (kit) => {
  await kit.until('loading');
  await kit.wait(() => dialog()?.open);
};
/** Runs `work` once the dialog is open. */
const act = (work) => async (kit) => {
  await shown(kit);
  await work(kit);
};

export default {
  name: 'dialog',
  title: 'Dialog',
  rows: [
    inDialog('escape', 'The user presses Escape', { act: act((kit) => kit.drive('escape')) }),
    inDialog('close', 'The user clicks the close button', {
      act: act((kit) => {
        const button = dialog().firstElementChild.shadowRoot.querySelector('button');
        const { x, y, width, height } = button.getBoundingClientRect();
        return kit.drive('click', { x: Math.round(x + width / 2), y: Math.round(y + height / 2) });
      }),
    }),
    inDialog('cancel', 'The page cancels', { act: act((kit) => kit.session.cancel()) }),
    inDialog('method', 'The page calls `dialog.close()`', { act: act(() => dialog().close()) }),
    inDialog('remove', 'The page removes the dialog', {
      act: act(() => dialog().remove()),
    }),
    inDialog('move', 'The page moves the dialog', {
      act: act((kit) => kit.add('section').append(dialog())),
      left: '',
    }),
    inDialog('failed', 'The script does not exist', {
      rejects: undefined,
      error: 'script-load-failed',
      states: 'loading failed',
      config: (kit) => ({ selector: undefined, src: kit.script('404') }),
    }),
    inDialog('config', 'The config is invalid', {
      rejects: undefined,
      error: 'invalid-config',
      states: 'failed',
      config: () => ({ selector: undefined, retries: -1 }),
    }),
    inDialog('start', 'The widget throws', {
      rejects: undefined,
      error: 'start-failed',
      states: 'loading starting failed',
      config: (kit) => ({ selector: undefined, src: kit.widget('throws') }),
    }),
    inDialog('finish', 'The widget finishes', {
      rejects: undefined,
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      left: 'script',
      config: () => ({ selector: undefined }),
      act: async (kit) => {
        await kit.until('active');
        kit.finish();
      },
    }),
    inDialog('bubbling', 'An element of the widget fires bubbling `close` and `cancel` events', {
      rejects: undefined,
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      left: 'script',
      note: 'the dialog stays open',
      config: () => ({ selector: undefined }),
      act: async (kit) => {
        await kit.until('active');
        for (const name of ['close', 'cancel'])
          dialog()
            .querySelector('canvas')
            .dispatchEvent(new Event(name, { bubbles: true, composed: true }));
        kit.wasOpen = dialog().open;
        kit.finish();
      },
      look: (kit) => ({ wasOpen: kit.wasOpen }),
      seen: { wasOpen: true },
    }),
    inDialog('early', 'The page cancels before the dialog is open', {
      states: 'cancelled',
      lib: { 'dialog.js': 'fault=slow&ms=200' },
      act: async (kit) => {
        await kit.requested('lib/dialog.js');
        kit.session.cancel();
        // The chunk arrives after the session has ended.
        await import(`${kit.here}lib/dialog.js`);
      },
    }),
    inDialog('second', 'A second session is opened while the dialog of the first is open', {
      rejects: undefined,
      error: 'session-active',
      states: 'failed',
      note: 'no second dialog opens',
      call: async (kit) => {
        const first = kit.openQuietly({ selector: undefined, src: kit.script('hang') });
        kit.first = first.finished.catch(({ name }) => name);
        await kit.wait(() => first.state === 'loading');
        const error = await kit.open({ selector: undefined }).finished.catch((thrown) => thrown);
        kit.openDialogs = document.querySelectorAll('dialog[open]').length;
        first.cancel();
        throw error;
      },
      look: async (kit) => ({ first: await kit.first, open: kit.openDialogs }),
      seen: { first: 'AbortError', open: 1 },
    }),
    inDialog('none', 'The browser has no modal `<dialog>`', {
      rejects: undefined,
      error: 'unsupported-environment',
      states: 'failed',
      note: undefined,
      config: (kit) => {
        kit.stub(HTMLDialogElement.prototype, 'showModal', { value: undefined });
        return { selector: undefined };
      },
    }),
    inDialog('styles', "The page's policy allows no styles", {
      page: { headers: { 'content-security-policy': "style-src 'none'" } },
      look: (kit) => ({ violations: kit.violations }),
      seen: { violations: [] },
      note: 'the dialog is removed, and the focus is restored; no violations',
      act: act((kit) => kit.session.cancel()),
    }),
    inDialog('over', "The page opens its own dialog over the widget's", {
      note: "the dialog is removed, and the focus stays on the element to which the page's own dialog returned it",
      left: 'focus',
      act: act(async (kit) => {
        const own = kit.add('dialog', { id: 'own' });
        own.showModal();
        kit.session.cancel();
        own.close();
        own.remove();
      }),
    }),
  ],
};
