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
      id: 'wrong-host',
      fault: 'The hash does not match the file of another host',
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
      fault: 'The hash matches only the file of the second host',
      resolves: { session_id: 'a' },
      before: async (kit) => {
        kit.address = kit.script();
        kit.hashed = await kit.hash(kit.address);
      },
      config: (kit) => ({ src: [kit.widget('no-global'), kit.address], integrity: kit.hashed }),
      act: finish,
    },
    hashed('right', 'The hash matches', (hash) => hash),
    hashed('one-of', 'One of two hashes matches', (hash) => `${WRONG} ${hash}`),
    hashed('other-host', 'The hash matches the file of another host', (hash) => hash, {
      fields: { other: true },
    }),
    hashed('unknown', 'The hash has an unknown algorithm', () => 'md5-abc', {
      note: 'browsers ignore it',
    }),
    {
      id: 'classic-no-cors',
      fault: "Another host sends no CORS header, with `type: 'classic'`, so the hash cannot be checked",
      error: 'script-load-failed',
      config: (kit) => ({ src: kit.script('no-cors', { other: true }), type: 'classic', integrity: WRONG }),
    },
  ],
};
