/** `preflight: true`: the environment check rejects before a session id is requested. */

/** Simulates the cameras of the page and the state of their permission. */
const camera = (kit, { permission = 'prompt', devices = [{ kind: 'videoinput' }] } = {}) => {
  kit.stub(navigator, 'mediaDevices', {
    value: { getUserMedia: () => {}, enumerateDevices: async () => devices },
  });
  kit.stub(navigator, 'permissions', { value: { query: async () => ({ state: permission }) } });
};

/** A row in which the check rejects with the finding `code`. */
const rejects = (id, fault, code, before, row = {}) => ({
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

/** A row in which the check finds no problem. */
const succeeds = (id, fault, before) => ({
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
  about: "The page simulates the browser's answers, except in the last three rows.",
  rows: [
    rejects('missing', 'There is no camera', 'camera-missing', (kit) =>
      camera(kit, { devices: [{ kind: 'audioinput' }] }),
    ),
    rejects('denied', 'The user has blocked the camera', 'camera-denied', (kit) =>
      camera(kit, { permission: 'denied' }),
    ),
    rejects('unsupported', 'The browser has no `getUserMedia`', 'camera-unsupported', (kit) =>
      kit.stub(navigator, 'mediaDevices', { value: undefined }),
    ),
    rejects('no-wasm', 'The browser has no WebAssembly', 'wasm-unsupported', (kit) => {
      camera(kit);
      kit.stub(window, 'WebAssembly', { value: undefined });
    }),
    rejects('both', 'There is neither a camera nor WebAssembly', 'camera-missing wasm-unsupported', (kit) => {
      camera(kit, { devices: [] });
      kit.stub(window, 'WebAssembly', { value: undefined });
    }),
    succeeds('all', 'Nothing is missing', (kit) => camera(kit, { permission: 'granted' })),
    succeeds('unknown', 'The browser has no Permissions API', (kit) => {
      camera(kit);
      kit.stub(navigator, 'permissions', { value: undefined });
    }),
    succeeds('throws', 'Every check throws', (kit) => {
      const boom = () => {
        throw new Error('trap');
      };
      kit.stub(navigator, 'mediaDevices', { value: { getUserMedia: boom, enumerateDevices: boom } });
      kit.stub(navigator, 'permissions', { value: { query: boom } });
    }),
    succeeds('silent', 'The browser does not answer for two seconds', (kit) => {
      camera(kit);
      kit.stub(navigator, 'permissions', { value: { query: () => new Promise(() => {}) } });
    }),
    rejects(
      'csp',
      "The page's Content-Security-Policy blocks WebAssembly",
      'wasm-blocked',
      (kit) => camera(kit),
      {
        page: { headers: { 'content-security-policy': "script-src 'self'" } },
        next: false,
      },
    ),
    rejects('insecure', 'The page is not a secure context', 'insecure-context', undefined, {
      page: { host: 'insecure.test' },
      skip: { webkit: 'it cannot be configured to resolve a name' },
    }),
    rejects('policy', "The page's Permissions-Policy blocks the camera", 'camera-blocked', undefined, {
      page: { headers: { 'permissions-policy': 'camera=()' } },
      skip: {
        firefox: 'they do not expose the policy to the page',
        webkit: 'they do not expose the policy to the page',
      },
    }),
  ],
};
