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

/** A row in which the page closes the dialog in its listener of a state, which is called before the package's own. */
const closedIn = (state, states, row) =>
  inDialog(`method-${state}`, `The page calls \`dialog.close()\` when the state becomes \`${state}\``, {
    states,
    call: (kit) => {
      const session = kit.open({ selector: undefined, src: kit.script(state === 'loading' ? 'hang' : 'ok') });
      session.addEventListener('statechange', () => {
        if (session.state === state) dialog()?.close();
      });
      return session.finished;
    },
    note: 'the dialog is removed and does not open again, and the focus is restored',
    ...row,
  });

const closeButton = () => dialog().firstElementChild.shadowRoot.querySelector('button');

/** What the dialog looks like on a page without styles. */
const PLAIN = {
  size: 'its own',
  font: '16px',
  text: 'start ltr visible auto auto none',
  box: '1 none none block',
};

/** Returns what the dialog looks like, when it has appeared. */
async function appearance() {
  await Promise.all(document.getAnimations().map(({ finished }) => finished));
  const { innerWidth, innerHeight } = window;
  const isSmall = innerWidth < 640 || innerHeight < 480;
  const { width } = dialog().getBoundingClientRect();
  const expected = isSmall ? innerWidth : Math.min(480, innerWidth - 32);
  const container = dialog().firstElementChild.firstElementChild;
  const text = getComputedStyle(container);
  const box = getComputedStyle(dialog());
  const userSelect = text.userSelect ?? text.webkitUserSelect;
  return {
    size: Math.abs(width - expected) < 1 ? 'its own' : width,
    font: text.fontSize,
    text: [
      ...[text.textAlign, text.direction, text.visibility, text.pointerEvents],
      ...[userSelect === 'text' ? 'auto' : userSelect, text.textTransform],
    ].join(' '),
    box: [box.opacity, box.transform, box.filter, box.display].join(' '),
  };
}

/** A row with styles of the page, in which the user clicks the close button. */
const withStyles = (id, fault, css, row) =>
  inDialog(id, fault, {
    before: (kit) => {
      const button = kit.add('button', { id: 'open', textContent: 'Verify' });
      button.focus();
      const style = kit.add('style', { textContent: css });
      kit.undo(() => style.remove());
    },
    act: act(async (kit) => {
      kit.appearance = await appearance();
      await kit.click(closeButton());
    }),
    look: (kit) => kit.appearance,
    seen: PLAIN,
    note: 'the dialog looks as on a page without styles, and the user can close it',
    ...row,
  });

export default {
  name: 'dialog',
  title: 'Dialog',
  rows: [
    inDialog('escape', 'The user presses Escape', { act: act((kit) => kit.drive('escape')) }),
    inDialog('close', 'The user clicks the close button', {
      act: act((kit) => kit.click(closeButton())),
    }),
    inDialog('cancel', 'The page cancels', { act: act((kit) => kit.session.cancel()) }),
    inDialog('method', 'The page calls `dialog.close()`', { act: act(() => dialog().close()) }),
    closedIn('loading', 'loading cancelled'),
    closedIn('starting', 'loading starting active cancelled', { left: 'script' }),
    closedIn('active', 'loading starting active cancelled', { left: 'script' }),
    inDialog('method-verify', 'The page calls `dialog.close()` in `onState` of `verify`', {
      states: 'preparing loading cancelled',
      call: (kit) =>
        kit.verify({
          selector: undefined,
          src: kit.script('hang'),
          onState: (state) => {
            kit.states.push(state);
            if (state === 'loading') dialog()?.close();
          },
        }),
    }),
    inDialog('remove-loading', 'The page removes the dialog when the state becomes `loading`', {
      call: (kit) => {
        const session = kit.open({ selector: undefined, src: kit.script('hang') });
        session.addEventListener('statechange', () => dialog()?.remove());
        return session.finished;
      },
    }),
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
    withStyles(
      'pointer-events',
      "The page's body has `pointer-events: none`",
      'body { pointer-events: none }',
    ),
    withStyles('font-size', "The page's root element has `font-size: 62.5%`", 'html { font-size: 62.5% }'),
    withStyles(
      'inherited',
      'Properties of the page are inherited',
      `html, body { pointer-events: none; visibility: hidden; direction: rtl; text-align: right; font: 40px / 3 serif;
        text-transform: uppercase; user-select: none; -webkit-user-select: none; writing-mode: vertical-rl;
        letter-spacing: 9px; cursor: none; -webkit-text-size-adjust: 300% }
      #open { visibility: visible }`,
    ),
    withStyles(
      'rules',
      "The page's rules match the dialog and everything in it",
      `body > :not(#open):not(#flow-widget) { display: none !important }
      div:empty { display: none !important }
      dialog, [class*=dialog] { opacity: 0.1 !important; transform: scale(0.1) !important; display: none !important;
        filter: blur(9px) !important; width: 9px !important; font-size: 9px !important; visibility: hidden !important }
      dialog::backdrop { display: none !important }
      * { margin: 9px; padding: 9px; animation: none; text-align: right; text-transform: uppercase; direction: rtl }`,
    ),
    withStyles('zoom', "The page's root element has `zoom: 0.5`", 'html { zoom: 0.5 }'),
    inDialog('inert', 'The page makes the dialog, the body and the root element `inert`', {
      act: act(async (kit) => {
        for (const element of [dialog(), document.body, document.documentElement]) element.inert = true;
        kit.undo(() => {
          for (const element of [document.body, document.documentElement]) element.inert = false;
        });
        dialog().ariaHidden = 'true';
        await Promise.resolve();
        kit.attributes = [dialog().inert, dialog().ariaHidden];
        await kit.click(closeButton());
      }),
      look: (kit) => ({ attributes: kit.attributes }),
      seen: { attributes: [false, null] },
      left: 'page focus',
      note: 'the user can close the dialog',
    }),
    inDialog('modal', "The user presses Escape in the dialog above the page's own modal", {
      before: (kit) => {
        const modal = kit.add('dialog', { id: 'own' });
        kit.add('button', { id: 'open', textContent: 'Verify' }, modal);
        modal.showModal();
        kit.escapes = 0;
        const count = ({ key }) => {
          if (key === 'Escape') kit.escapes += 1;
        };
        for (const capture of [true, false]) {
          document.addEventListener('keydown', count, capture);
          kit.undo(() => document.removeEventListener('keydown', count, capture));
        }
        kit.undo(() => modal.remove());
      },
      // Opened by the user: Chromium closes dialogs that the page has opened by itself at the same Escape.
      call: (kit) =>
        new Promise((resolve, reject) => {
          const button = document.querySelector('#open');
          button.onclick = () =>
            kit.open({ selector: undefined, src: kit.script('hang') }).finished.then(resolve, reject);
          kit.click(button);
        }),
      act: async (kit) => {
        await kit.until('loading');
        await kit.wait(() => document.querySelector('.flow-widget-dialog')?.open);
        await kit.drive('escape');
      },
      look: (kit) => ({ escapes: kit.escapes, open: document.querySelector('#own').open }),
      seen: { escapes: 0, open: true },
      note: "the page's modal stays open, and its handlers do not receive Escape",
    }),
    inDialog('form', 'A form of the widget with `method="dialog"` is submitted', {
      rejects: undefined,
      resolves: { session_id: 'a' },
      states: 'loading starting active finished',
      left: 'script',
      note: 'the dialog stays open',
      config: () => ({ selector: undefined }),
      act: async (kit) => {
        await kit.until('active');
        const form = kit.add('form', { method: 'dialog' }, dialog().querySelector('canvas').parentElement);
        form.requestSubmit();
        // `close` would be fired in a later task.
        await kit.turn();
        kit.wasOpen = dialog().open;
        kit.finish();
      },
      look: (kit) => ({ wasOpen: kit.wasOpen }),
      seen: { wasOpen: true },
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
