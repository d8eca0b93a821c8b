/** Makes the rows in which `verify` uses the service's hosted page. */
import { ACTIVE, addButton, clickToVerify, restored, VERDICTS, windows } from './hosted.js';

/** The modes that show the hosted page without replacing the page. */
export const BESIDE = ['frame', 'window'];
/** The modes with the hosted page. */
export const HOSTED = [...BESIDE, 'redirect'];

/** Calls `verify` in a mode as a page should: `window` needs the user's click. */
export const begin = (kit, mode, config) =>
  mode === 'window' ? clickToVerify(kit, { mode, ...config }) : kit.verifyHosted({ mode, ...config });

/** Runs `work` when the session of this load of the page is active. */
export const whenActive = (work) => async (kit) => {
  await kit.until('active');
  await work(kit);
};

/** Returns a row in which one session is created, and no window stays open. */
export const row = ({ id, fault, resolves, look, seen, ...more }) => ({
  id,
  fault,
  resolves: more.error || more.rejects ? undefined : (resolves ?? VERDICTS.ok),
  left: '',
  ...more,
  look: async (kit, outcome) => ({
    ...(await kit.opened()),
    windows: await windows(kit, seen?.windows),
    ...(await look?.(kit, outcome)),
  }),
  seen: { created: 1, opened: 1, windows: 1, ...seen },
});

/** Returns a row in a mode: the user passes unless the row says something else. */
export const inMode = (mode, id, fault, { config, ...more } = {}) =>
  row({
    id: `${mode}-${id}`,
    fault: `\`${mode}\`: ${fault}`,
    states: `${ACTIVE} finished`,
    before: mode === 'window' ? addButton : undefined,
    call: (kit) => begin(kit, mode, config?.(kit)),
    ...more,
  });

/** Returns a row whose page is loaded twice. */
export const twice = (end = 'preparing loading starting active finished') => ({
  loads: true,
  states: `${ACTIVE} reload ${end}`,
});

/**
 * Returns a row in which the hosted page replaces the page, and the user then comes back to the page.
 *
 * @param trip what the user does on the hosted page, and how the user comes back: see the action `away`
 * @param back what the user does in the page that the back/forward cache has restored
 */
export const away = (id, fault, trip, { back, call, seen, ...more } = {}) => {
  const isLoaded = trip.by === 'load';
  const run = call ?? ((kit) => begin(kit, 'redirect', more.config?.(kit)));
  return inMode('redirect', id, fault, {
    note: isLoaded ? undefined : 'the back/forward cache restores the page',
    loads: isLoaded,
    ...more,
    call: async (kit) => {
      if (kit.load === 1) await kit.drive('away', trip);
      return run(kit);
    },
    act:
      more.act ??
      (async (kit) => {
        if (isLoaded) return;
        await restored(kit);
        await back?.(kit);
      }),
    look: (kit) => ({ persisted: kit.persisted }),
    seen: { ...(!isLoaded && { persisted: true }), ...seen },
  });
};
