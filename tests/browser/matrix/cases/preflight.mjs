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
  note: `\`findings\`: \`${code}\`; the session id is not requested`,
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
  about: "Except for the last three, the page simulates the browser's answers.",
  rows: [
    found('missing', 'There is no camera', 'camera-missing', (kit) =>
      camera(kit, { devices: [{ kind: 'audioinput' }] }),
    ),
    found('denied', 'The user has blocked the camera', 'camera-denied', (kit) =>
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
    fine('all', 'Nothing is missing', (kit) => camera(kit, { permission: 'granted' })),
    fine('unknown', 'The browser does not support the permission', (kit) => {
      camera(kit);
      kit.stub(navigator, 'permissions', { value: undefined });
    }),
    fine('throws', 'Every check throws', (kit) => {
      const boom = () => {
        throw new Error('trap');
      };
      kit.stub(navigator, 'mediaDevices', { value: { getUserMedia: boom, enumerateDevices: boom } });
      kit.stub(navigator, 'permissions', { value: { query: boom } });
    }),
    fine('silent', 'The browser does not answer for two seconds', (kit) => {
      camera(kit);
      kit.stub(navigator, 'permissions', { value: { query: () => new Promise(() => {}) } });
    }),
    found('csp', "The page's policy refuses WebAssembly", 'wasm-blocked', (kit) => camera(kit), {
      page: { headers: { 'content-security-policy': "script-src 'self'" } },
      next: false,
    }),
    found('insecure', 'The page is not a secure context', 'insecure-context', undefined, {
      page: { host: 'insecure.test' },
      skip: { webkit: 'it cannot be configured to resolve a name' },
    }),
    found('policy', "The page's own policy refuses the camera", 'camera-blocked', undefined, {
      page: { headers: { 'permissions-policy': 'camera=()' } },
      skip: {
        firefox: 'they do not expose the policy to the page',
        webkit: 'they do not expose the policy to the page',
      },
    }),
  ],
};
