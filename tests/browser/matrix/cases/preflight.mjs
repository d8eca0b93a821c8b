/** `preflight: true`: what is in the way is found before a session id is used up. */

const camera = (kit, { permission = 'prompt', devices = [{ kind: 'videoinput' }] } = {}) => {
  kit.stub(navigator, 'mediaDevices', {
    value: { getUserMedia: () => {}, enumerateDevices: async () => devices },
  });
  kit.stub(navigator, 'permissions', { value: { query: async () => ({ state: permission }) } });
};

const found = (id, fault, code, before, row = {}) => ({
  id,
  fault,
  error: 'unsupported-environment',
  note: `\`findings\`: \`${code}\`; the session id is not asked for`,
  before,
  config: (kit) => ({ preflight: true, id: () => (kit.asked = 'a') }),
  look: (kit, { found: codes }) => ({ asked: kit.asked ?? 'no', codes }),
  seen: { asked: 'no', codes: code },
  ...row,
});

const fine = (id, fault, before) => ({
  id,
  fault,
  resolves: { session_id: 'a' },
  before,
  config: () => ({ preflight: true }),
  act: async (kit) => {
    await kit.until('active');
    kit.finish();
  },
});

export default {
  name: 'preflight',
  title: 'Preflight',
  about: 'But for the last three, the page plays a browser that answers so.',
  rows: [
    found('missing', 'There is no camera', 'camera-missing', (kit) =>
      camera(kit, { devices: [{ kind: 'audioinput' }] }),
    ),
    found('denied', 'The person has refused the camera', 'camera-denied', (kit) =>
      camera(kit, { permission: 'denied' }),
    ),
    found('unsupported', 'The browser has no `getUserMedia`', 'camera-unsupported', (kit) =>
      kit.stub(navigator, 'mediaDevices', { value: undefined }),
    ),
    found('no-wasm', 'The browser has no WebAssembly', 'wasm-unsupported', (kit) => {
      camera(kit);
      kit.stub(window, 'WebAssembly', { value: undefined });
    }),
    found('both', 'There is neither a camera nor WebAssembly', 'camera-missing wasm-unsupported', (kit) => {
      camera(kit, { devices: [] });
      kit.stub(window, 'WebAssembly', { value: undefined });
    }),
    fine('all', 'Everything is there', (kit) => camera(kit, { permission: 'granted' })),
    fine('unknown', 'The browser does not know the permission', (kit) => {
      camera(kit);
      kit.stub(navigator, 'permissions', { value: undefined });
    }),
    fine('throws', 'All that is asked throws', (kit) => {
      const boom = () => {
        throw new Error('trap');
      };
      kit.stub(navigator, 'mediaDevices', { value: { getUserMedia: boom, enumerateDevices: boom } });
      kit.stub(navigator, 'permissions', { value: { query: boom } });
    }),
    fine('silent', 'The browser does not answer, for two seconds', (kit) => {
      camera(kit);
      kit.stub(navigator, 'permissions', { value: { query: () => new Promise(() => {}) } });
    }),
    found('csp', "The page's policy refuses WebAssembly", 'wasm-blocked', (kit) => camera(kit), {
      page: { headers: { 'content-security-policy': "script-src 'self'" } },
      next: false,
    }),
    found('insecure', 'The page is no secure context', 'insecure-context', undefined, {
      page: { host: 'insecure.test' },
      skip: { webkit: 'it cannot be told that a name is an address' },
    }),
    found('policy', "The page's own policy refuses the camera", 'camera-blocked', undefined, {
      page: { headers: { 'permissions-policy': 'camera=()' } },
      skip: {
        firefox: 'they do not tell a page of its policy',
        webkit: 'they do not tell a page of its policy',
      },
    }),
  ],
};
