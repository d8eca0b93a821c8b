/** Subresource Integrity: the script must match a hash. */

const WRONG = `sha256-${'A'.repeat(43)}=`;
const finish = async (kit) => {
  await kit.until('active');
  kit.finish();
};
const hashed = (id, fault, integrityOf, row = {}) => ({
  id,
  fault,
  resolves: { session_id: 'a' },
  before: async (kit) => {
    kit.address = kit.script('ok', row.fields);
    kit.hashed = await kit.hash(kit.address);
  },
  config: (kit) => ({ src: kit.address, integrity: integrityOf(kit.hashed) }),
  act: finish,
  ...row,
});

/** Adds the page's own tag of the script, and waits until it has run. */
async function runTag(kit, fields) {
  const tag = kit.add('script', { type: 'module', src: kit.address, ...fields }, document.head);
  await new Promise((done) => {
    tag.onload = done;
  });
  tag.onload = null;
}

/** A row in which the hash does not match, and the page already has the script. `runs` says how often the page has run it. */
const bypassed = (id, fault, prepare, { runs, ...row } = {}) => ({
  id: `wrong-${id}`,
  fault: `The hash does not match. ${fault}`,
  error: 'script-blocked',
  says: /`integrity`/,
  note: 'the session does not use the script',
  before: (kit) => {
    kit.address = kit.script();
    return prepare(kit);
  },
  config: (kit) => ({ src: kit.address, integrity: WRONG }),
  look: () => ({ runs: window.runs, started: (window.calls ?? []).length }),
  seen: { runs, started: 0 },
  ...row,
});

export default {
  name: 'sri',
  title: 'Subresource Integrity',
  rows: [
    {
      id: 'wrong',
      fault: 'The hash does not match',
      error: 'script-blocked',
      says: /does not match `integrity`/,
      config: (kit) => ({ src: kit.script(), integrity: WRONG }),
    },
    {
      id: 'malformed',
      fault: 'The text is not a hash, so browsers ignore it',
      error: 'invalid-config',
      says: /`integrity` must be "sha384-" and a hash in base64; got "sha384-AAAA"\./,
      config: (kit) => ({ src: kit.script(), integrity: 'sha384-AAAA' }),
    },
    {
      id: 'algorithm',
      fault: 'The only hash has an unknown algorithm, so browsers ignore it',
      error: 'invalid-config',
      says: /`integrity` must be "sha384-" and a hash in base64; got "md5-abc"\./,
      config: (kit) => ({ src: kit.script(), integrity: 'md5-abc' }),
    },
    {
      id: 'wrong-host',
      fault: 'The hash does not match the file on another host',
      error: 'script-blocked',
      says: /does not match `integrity`/,
      config: (kit) => ({ src: kit.script('ok', { other: true }), integrity: WRONG }),
    },
    {
      id: 'missing',
      fault: 'The file does not exist',
      error: 'script-load-failed',
      says: /could not be loaded/,
      config: (kit) => ({ src: kit.script('404'), integrity: WRONG }),
    },
    {
      id: 'reset',
      fault: 'The connection breaks before the hash can be checked',
      error: 'script-load-failed',
      config: (kit) => ({ src: kit.script('reset'), integrity: WRONG }),
    },
    {
      id: 'candidate',
      fault: 'The hash matches only the file at the second URL',
      resolves: { session_id: 'a' },
      before: async (kit) => {
        kit.address = kit.script();
        kit.hashed = await kit.hash(kit.address);
      },
      config: (kit) => ({ src: [kit.widget('no-global'), kit.address], integrity: kit.hashed }),
      act: finish,
    },
    bypassed('preload', '`preload` has loaded it without a hash', async (kit) => {
      kit.lib.preload({ src: kit.address });
      await kit.wait(() => performance.getEntriesByName(kit.address).length > 0);
      kit.undo(() => document.querySelector('link[rel=modulepreload]')?.remove());
    }),
    bypassed('modulepreload', 'The page has a `modulepreload` of it without a hash', async (kit) => {
      const link = kit.add('link', { rel: 'modulepreload', href: kit.address }, document.head);
      await new Promise((done) => {
        link.onload = done;
      });
      link.onload = null;
    }),
    bypassed('own-tag', 'The page has a tag of it without a hash', (kit) => runTag(kit, {}), { runs: 1 }),
    bypassed(
      'own-hash',
      'The page has a tag of it with the hash that matches',
      async (kit) => runTag(kit, { integrity: await kit.hash(kit.address) }),
      { runs: 1 },
    ),
    bypassed(
      'own-classic',
      'The page has a classic tag of it without a hash',
      (kit) => runTag(kit, { type: 'text/javascript' }),
      { runs: 1 },
    ),
    bypassed('global', 'The page has another widget', () => {
      window.FlowWidget = { startSession: () => (window.runs = 1) };
    }),
    bypassed(
      'loaded',
      'An earlier call has loaded it without a hash',
      (kit) => kit.lib.loadWidget({ src: kit.address }),
      {
        runs: 1,
        left: '',
      },
    ),
    bypassed(
      'loaded-other',
      'An earlier call has loaded it with the hash that matches',
      async (kit) => kit.lib.loadWidget({ src: kit.address, integrity: await kit.hash(kit.address) }),
      { runs: 1, left: '' },
    ),
    bypassed(
      'loading',
      'A concurrent call loads it without a hash',
      (kit) => {
        kit.address = kit.script('slow', { ms: 200 });
        kit.other = kit.lib.loadWidget({ src: kit.address }).catch(() => {});
      },
      {
        // The other call's tag stays.
        act: (kit) => kit.other,
        left: 'link script',
        runs: undefined,
        look: () => ({ started: (window.calls ?? []).length }),
        seen: { started: 0 },
      },
    ),
    hashed('right-preload', '`preload` has loaded it without a hash', (hash) => hash, {
      before: async (kit) => {
        kit.address = kit.script();
        kit.hashed = await kit.hash(kit.address);
        kit.lib.preload({ src: kit.address });
        kit.undo(() => document.querySelector('link[rel=modulepreload]')?.remove());
      },
    }),
    hashed('right-tag', "The page's own tag has the same hash", (hash) => hash, {
      left: 'drawing',
      before: async (kit) => {
        kit.address = kit.script();
        kit.hashed = await kit.hash(kit.address);
        await runTag(kit, { integrity: kit.hashed });
      },
      look: () => ({ runs: window.runs }),
      seen: { runs: 1 },
    }),
    hashed('right-again', 'An earlier call has loaded it with the same hash', (hash) => hash, {
      left: 'drawing',
      before: async (kit) => {
        kit.address = kit.script();
        kit.hashed = await kit.hash(kit.address);
        await kit.lib.loadWidget({ src: kit.address, integrity: kit.hashed });
      },
      look: () => ({ runs: window.runs }),
      seen: { runs: 1 },
    }),
    hashed('right-retry', 'The server responds once with 503, and the hash matches', (hash) => hash, {
      before: async (kit) => {
        kit.address = kit.script('503', { times: 1 });
        kit.hashed = await kit.hash(kit.script('ok'));
      },
      config: (kit) => ({ src: kit.address, integrity: kit.hashed, retries: 2 }),
    }),
    hashed('right', 'The hash matches', (hash) => hash),
    hashed('one-of', 'One of two hashes matches', (hash) => `${WRONG} ${hash}`),
    hashed('other-host', 'The hash matches the file on another host', (hash) => hash, {
      fields: { other: true },
    }),
    hashed('unknown', 'A second hash has an unknown algorithm', (hash) => `md5-abc ${hash}`, {
      note: 'browsers ignore the second hash',
    }),
    {
      id: 'classic-no-cors',
      fault: "Another host sends no CORS header, with `type: 'classic'`, so the hash cannot be checked",
      error: 'script-load-failed',
      config: (kit) => ({ src: kit.script('no-cors', { other: true }), type: 'classic', integrity: WRONG }),
    },
  ],
};
