/** `integrity`: the script's bytes must be those of a hash. */

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

export default {
  name: 'sri',
  title: 'Subresource Integrity',
  rows: [
    {
      id: 'wrong',
      fault: 'The file is another one',
      error: 'script-blocked',
      says: /does not match `integrity`/,
      config: (kit) => ({ src: kit.script(), integrity: WRONG }),
    },
    {
      id: 'wrong-host',
      fault: 'The file of another host is another one',
      error: 'script-blocked',
      says: /does not match `integrity`/,
      config: (kit) => ({ src: kit.script('ok', { other: true }), integrity: WRONG }),
    },
    {
      id: 'missing',
      fault: 'There is no file, so that nothing can match',
      error: 'script-load-failed',
      says: /could not be loaded/,
      config: (kit) => ({ src: kit.script('404'), integrity: WRONG }),
    },
    {
      id: 'reset',
      fault: 'The connection is cut, so that nothing can match',
      error: 'script-load-failed',
      config: (kit) => ({ src: kit.script('reset'), integrity: WRONG }),
    },
    {
      id: 'candidate',
      fault: 'The file of the first host is another one, that of the second is not',
      resolves: { session_id: 'a' },
      before: async (kit) => {
        kit.address = kit.script();
        kit.hashed = await kit.hash(kit.address);
      },
      config: (kit) => ({ src: [kit.widget('no-global'), kit.address], integrity: kit.hashed }),
      act: finish,
    },
    hashed('right', 'The file is the right one', (hash) => hash),
    hashed('one-of', 'One of two hashes is right', (hash) => `${WRONG} ${hash}`),
    hashed('other-host', 'The file of another host is the right one', (hash) => hash, {
      fields: { other: true },
    }),
    hashed('unknown', 'The hash is of a kind that browsers do not know', () => 'md5-abc', {
      note: 'browsers let it pass',
    }),
    {
      id: 'classic-no-cors',
      fault: "Another host sends no CORS header, with `type: 'classic'`: its bytes may not be looked at",
      error: 'script-load-failed',
      config: (kit) => ({ src: kit.script('no-cors', { other: true }), type: 'classic', integrity: WRONG }),
    },
  ],
};
