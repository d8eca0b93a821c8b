/** Each mode of `verify`, and each way in which the session can end. */
import { ACTIVE, comeBack, link, press, restored, setOnline, VERDICTS } from '../page/hosted.js';
import { away, BESIDE, inMode, row, twice, whenActive } from '../page/hosted-rows.js';

const cancelled = { rejects: 'AbortError', states: `${ACTIVE} cancelled` };
const inDialog = { ...cancelled, config: () => ({ selector: undefined }) };

const closeDialog = (kit) =>
  kit.click(document.querySelector('dialog').firstElementChild.shadowRoot.querySelector('button'));

/** The user ends the session on another device, and returns to the page. */
const decide = async (kit) => {
  await kit.decide('ok');
  comeBack();
};

/** A row with the widget, whose hosted page is never opened. */
const inWidget = (id, fault, { config, seen, ...more }) =>
  row({
    id: `widget-${id}`,
    fault: `\`widget\`: ${fault}`,
    states: `${ACTIVE} finished`,
    left: 'script',
    call: (kit) => kit.verify({ verdict: 'pending', src: kit.widget('quiet'), ...config?.(kit) }),
    ...more,
    seen: { opened: 0, ...seen },
  });

/** The user presses each button of the hosted page. The rows with the widget are those of the theme `verify`. */
const ends = [
  ['ok', 'The user passes'],
  ['failed', 'The user does not pass'],
  ['cancelled', 'The user gives up on the hosted page'],
].flatMap(([button, fault]) => {
  const resolves = VERDICTS[button];
  return [
    inMode('frame', button, fault, { resolves, act: press('frame', button) }),
    inMode('window', button, fault, {
      resolves,
      act: press('window', button),
      note: 'the window is closed',
    }),
    away(button, `${fault}, and comes back with the Back button`, { button }, { resolves }),
    away(
      `${button}-load`,
      `${fault}, and comes back in a new load of the page`,
      { button, by: 'load' },
      { resolves, ...twice('preparing loading finished') },
    ),
  ];
});

/** Lets the time pass for which the package asks for the verdict after the user has closed the window. */
const passTime = (kit) =>
  kit.wait(() => {
    kit.elapse(5_000);
    return kit.states.includes('cancelled');
  }, 'never cancelled');

const closed = [
  inWidget('close', 'The user closes the dialog', { ...inDialog, act: whenActive(closeDialog) }),
  inMode('frame', 'close', 'The user closes the dialog', { ...inDialog, act: whenActive(closeDialog) }),
  inMode('window', 'close-dialog', 'The user closes the dialog', {
    ...inDialog,
    act: whenActive(async (kit) => {
      await kit.requested('hosted/flow/a');
      await closeDialog(kit);
    }),
    note: 'the window is closed as well',
  }),
  inMode('window', 'close', 'The user closes the window', {
    ...cancelled,
    act: whenActive(async (kit) => {
      await kit.drive('closeWindow');
      await passTime(kit);
    }),
    note: 'after some more requests for the verdict',
  }),
  inMode('window', 'close-passed', 'The user closes the window, and then passes on a phone', {
    act: whenActive(async (kit) => {
      await kit.drive('closeWindow');
      await kit.decide('ok');
    }),
  }),
  inMode('window', 'again', 'The user closes the window, opens it again with the link, and passes', {
    act: whenActive(async (kit) => {
      await kit.drive('closeWindow');
      await kit.click(link());
      await kit.drive('press', { mode: 'window', button: 'ok' });
    }),
    left: 'focus',
    note: 'the link that had the focus is removed',
    seen: { opened: 2 },
  }),
  away(
    'close',
    'The user comes back without finishing, and closes the dialog',
    {},
    { ...inDialog, back: closeDialog },
  ),
  away(
    'again',
    'The user comes back without finishing, continues with the link, and passes',
    {},
    {
      back: async (kit) => {
        await kit.drive('away', { click: kit.middle(link()), button: 'ok' });
        await restored(kit);
      },
      seen: { opened: 2 },
    },
  ),
  away(
    'again-load',
    'The user comes back in a new load without finishing, and then passes on a phone',
    { by: 'load' },
    {
      ...twice(),
      act: async (kit) => {
        if (kit.load === 1) return;
        await kit.until('active');
        await decide(kit);
      },
    },
  ),
];

const abort = (kit) => {
  const control = kit.control();
  kit
    .until('active')
    .then(() => kit.requested('hosted/flow/a'))
    .then(() => control.abort('enough'));
  return { signal: control.signal };
};
const aborted = BESIDE.map((mode) =>
  inMode(mode, 'abort', 'The page aborts', {
    rejects: 'enough',
    states: `${ACTIVE} cancelled`,
    config: abort,
  }),
);

const phone = [
  ...BESIDE.map((mode) =>
    inMode(mode, 'phone', 'The user passes on a phone, and the hosted page stays as it is', {
      act: whenActive(async (kit) => {
        await kit.requested('hosted/flow/a');
        await decide(kit);
      }),
    }),
  ),
  away(
    'phone',
    'The user passes on a phone, and comes back with the Back button',
    {},
    {
      call: async (kit) => {
        await kit.decide('ok');
        return kit.verifyHosted({ mode: 'redirect' });
      },
    },
  ),
];

/** The connection to the backend breaks before the user passes, and is restored afterwards. */
const whileOffline = (pass) =>
  whenActive(async (kit) => {
    await setOnline(kit, false);
    await pass(kit);
    comeBack();
    await kit.turn();
    kit.early = (await kit.requests()).asked;
    await setOnline(kit, true);
  });
const offlineRow = (act) => ({
  note: 'the verdict is requested when the page is online again',
  act,
  look: (kit) => ({ early: kit.early }),
  seen: { early: 0 },
});
const offline = [
  inWidget('offline', 'The user passes on a phone while the page is offline', {
    ...offlineRow(whileOffline((kit) => kit.decide('ok'))),
    seen: { early: 0 },
  }),
  ...BESIDE.map((mode) =>
    inMode(
      mode,
      'offline',
      'The user passes while the page is offline',
      offlineRow(whileOffline((kit) => kit.drive('press', { mode, button: 'ok' }))),
    ),
  ),
  inMode(
    'frame',
    'offline-real',
    'The user passes on a phone, and the network is disconnected for a moment',
    {
      skip: {
        firefox: 'their drivers cannot disconnect the network',
        webkit: 'their drivers cannot disconnect the network',
      },
      act: whenActive(async (kit) => {
        await kit.decide('ok');
        await kit.drive('offline');
        await kit.wait(() => !navigator.onLine);
        comeBack();
      }),
    },
  ),
  away(
    'offline',
    'The user passes, comes back while the page is offline, and the page goes online',
    { button: 'ok' },
    {
      call: async (kit) => {
        kit.stub(navigator, 'onLine', { get: () => false });
        return kit.verifyHosted({ mode: 'redirect' });
      },
      back: async (kit) => {
        await kit.turn();
        kit.early = (await kit.requests()).asked;
        await setOnline(kit, true);
      },
    },
  ),
];

/** The page is reloaded while the session is active, and calls `verify` again. */
const reloaded = (act, more = {}) => ({
  ...twice(),
  config: () => ({ resume: true }),
  act: async (kit) => {
    await kit.until('active');
    if (kit.load === 1) await kit.reload();
    else await act(kit);
  },
  ...more,
});
const reloads = [
  inWidget('reload', 'The page is reloaded, with `resume`, and the user passes', reloaded(decide)),
  inMode(
    'frame',
    'reload',
    'The page is reloaded, with `resume`, and the user passes',
    reloaded(press('frame', 'ok'), { seen: { opened: 2 }, note: 'the same session is shown again' }),
  ),
  inMode(
    'window',
    'reload',
    'The page is reloaded, with `resume`, and the user passes in the first window',
    reloaded(
      async (kit) => {
        await kit.drive('press', { mode: 'window', button: 'ok' });
        await kit.wait(() => {
          comeBack();
          return kit.states.includes('finished');
        });
      },
      {
        call: (kit) =>
          kit.load === 1
            ? inMode('window', '', '', { config: () => ({ resume: true }) }).call(kit)
            : kit.verifyHosted({ mode: 'window', resume: true }),
        note: 'the page shows a link, because the browser blocks a second window; the first window stays open',
        seen: { windows: 2 },
      },
    ),
  ),
  away(
    'reload',
    'The hosted page is reloaded, and the user passes',
    { reload: true, button: 'ok' },
    { seen: { opened: 2 } },
  ),
];

/** The browser prerenders the page until `opening` is called. */
const hidden = (config) => (kit) => {
  let isHidden = true;
  kit.stub(document, 'prerendering', { get: () => isHidden });
  kit.openPage = () => {
    isHidden = false;
    document.dispatchEvent(new Event('prerenderingchange'));
  };
  return config?.(kit);
};
/** Records what has happened before the user opens the page, once everything has loaded. */
const opening = (act) => async (kit) => {
  await kit.until('preparing');
  for (const name of ['verdict', 'hosted', 'core-inline']) await import(`${kit.here}lib/${name}.js`);
  await kit.quiet();
  kit.early = { states: kit.states.join(' '), ...(await kit.requests()) };
  await act(kit);
};
const untilOpened = (config, act) => ({
  note: 'nothing begins before the user opens the page',
  config: hidden(config),
  act: opening(act),
  look: (kit) => ({ early: kit.early }),
  seen: { early: { states: 'preparing', created: 0, asked: 0 } },
});
const prerendered = [
  ...BESIDE.map((mode) =>
    inMode(
      mode,
      'prerendered',
      'The browser prerenders the page, the user opens it and passes',
      untilOpened(undefined, async (kit) => {
        kit.openPage();
        await press(mode, 'ok')(kit);
      }),
    ),
  ),
  inMode(
    'redirect',
    'prerendered',
    'The browser prerenders the page, which aborts before the user opens it',
    {
      rejects: 'enough',
      states: 'preparing cancelled',
      ...untilOpened(
        (kit) => {
          kit.abort = kit.control();
          return { signal: kit.abort.signal };
        },
        async (kit) => {
          kit.abort.abort('enough');
          kit.openPage();
          await kit.quiet();
        },
      ),
      seen: { created: 0, opened: 0, early: { states: 'preparing', created: 0, asked: 0 } },
    },
  ),
  inWidget('prerendered', 'The browser prerenders the page, the user opens it, and passes on a phone', {
    ...untilOpened(undefined, async (kit) => {
      kit.openPage();
      await kit.until('active');
      await decide(kit);
    }),
  }),
];

export default {
  name: 'modes',
  title: 'Modes',
  about:
    'The hosted page is a page of another origin. The user comes back with the Back button if the row says nothing else. The rows of "Verify" are about the mode `widget`, too. Each row creates one session, and leaves no frame, and no window unless it says so.',
  rows: [...ends, ...closed, ...aborted, ...phone, ...offline, ...reloads, ...prerendered],
};
