/** Content-Security-Policy, nonces and cross-origin isolation of the page. */

const WASM = "'wasm-unsafe-eval'";
const page = (policy, more = {}) => ({ page: { headers: { 'content-security-policy': policy }, ...more } });
const other = (kit, fault = 'ok', more = {}) => kit.script(fault, { other: true, ...more });
const finish = async (kit) => {
  await kit.until('active');
  kit.finish();
};

const blocked = (id, fault, policy, row = {}) => ({
  id,
  fault,
  error: 'script-blocked',
  says: /blocked by the page's Content-Security-Policy, directive script-src(-elem)?\./,
  note: 'the message names the directive',
  ...page(policy, row.page),
  config: (kit) => ({ src: other(kit), retries: 1 }),
  ...row.row,
});

const succeeds = (id, fault, policy, row = {}) => ({
  id,
  fault,
  resolves: { session_id: 'a' },
  note: 'no violations',
  ...page(policy, row.page),
  config: (kit) => ({ src: other(kit) }),
  act: finish,
  look: (kit) => ({ violations: kit.violations }),
  seen: { violations: [] },
  ...row.row,
});

/** Puts a nonce on the page's own script. The package uses it for the script that it adds. */
const nonce = { page: { nonce: 'abc' } };

export default {
  name: 'csp',
  title: 'Content-Security-Policy',
  rows: [
    blocked('host', "`script-src` lacks the script's host", `script-src 'self' ${WASM}`),
    blocked(
      'default',
      '`default-src` lacks the host, and there is no `script-src`',
      `default-src 'self' ${WASM}`,
    ),
    blocked('elem', '`script-src-elem` lacks the host', `script-src * ${WASM}; script-src-elem 'self'`),
    blocked(
      'no-retries',
      "`script-src` lacks the script's host, with `retries: 0`",
      `script-src 'self' ${WASM}`,
      {
        row: {
          config: (kit) => ({ src: other(kit), retries: 0 }),
        },
      },
    ),
    blocked(
      'two',
      'Only one of two policies allows the host',
      `script-src 'self' ${WASM} OTHER, script-src 'self' ${WASM}`,
    ),
    blocked(
      'redirect',
      'The script is redirected to a host that the policy blocks',
      `script-src 'self' ${WASM}`,
      {
        row: {
          says: undefined,
          note: undefined,
          config: (kit) => ({ src: kit.script('redirect-other'), retries: 1 }),
        },
      },
    ),
    blocked(
      'nonce',
      'The policy requires nonces, and the call has a wrong one',
      `script-src 'nonce-abc' ${WASM}`,
      {
        ...nonce,
        row: { config: (kit) => ({ src: kit.script(), nonce: 'xyz', retries: 1 }) },
      },
    ),
    {
      id: 'meta',
      fault: 'The policy is in a `<meta>`, and lacks the host',
      error: 'script-blocked',
      page: { head: `<meta http-equiv="content-security-policy" content="script-src 'self' ${WASM}">` },
      config: (kit) => ({ src: other(kit), retries: 1 }),
    },
    {
      id: 'candidate',
      fault: 'The policy blocks the first host and allows the second',
      resolves: { session_id: 'a' },
      ...page(`script-src 'self' ${WASM}`),
      config: (kit) => ({ src: [other(kit), kit.script()] }),
      act: finish,
    },
    succeeds('allowed', 'The page has the `script-src` from the README', `script-src 'self' ${WASM} OTHER`),
    ...[
      ['empty-nonce', 'an empty one', '<script nonce=""></script>'],
      ['data-nonce', 'an empty one of a data block', '<script type="application/json" nonce="">{}</script>'],
    ].map(([id, first, head]) =>
      succeeds(
        id,
        `The policy requires nonces, and the page has ${first} before its own`,
        `script-src 'nonce-abc' ${WASM}`,
        // A browser reports the page's own scripts whose nonce is wrong.
        { page: { nonce: 'abc', head }, row: { look: undefined, seen: {} } },
      ),
    ),
    succeeds(
      'page-nonce',
      'The policy requires nonces, and the page has one',
      `script-src 'nonce-abc' ${WASM}`,
      nonce,
    ),
    succeeds(
      'strict-dynamic',
      'The policy has `strict-dynamic`',
      `script-src 'nonce-abc' 'strict-dynamic' ${WASM}`,
      nonce,
    ),
    succeeds(
      'given-nonce',
      'The policy requires nonces, and the call has one',
      `script-src 'nonce-abc' 'nonce-def' ${WASM}`,
      {
        ...nonce,
        row: { config: (kit) => ({ src: other(kit), nonce: 'def' }) },
      },
    ),
    succeeds('styles', 'No styles are allowed', `style-src 'none'; script-src 'self' ${WASM} OTHER`),
    {
      id: 'report-only',
      fault: 'The policy that lacks the host is report-only',
      resolves: { session_id: 'a' },
      page: { headers: { 'content-security-policy-report-only': `script-src 'self' ${WASM}` } },
      config: (kit) => ({ src: other(kit) }),
      act: finish,
    },
    {
      id: 'unrelated',
      fault: "Another script of the page is blocked while the widget's script is loading",
      resolves: { session_id: 'a' },
      ...page(`script-src 'self' ${WASM}`),
      config: (kit) => ({ src: kit.script('slow', { ms: 150 }) }),
      act: async (kit) => {
        await kit.until('loading');
        kit.add('script', { src: other(kit) }, document.head).remove();
        kit.add('img', { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' }).remove();
        await finish(kit);
      },
    },
    {
      id: 'coep-module',
      fault: 'The page is isolated (COEP), and the host sends no CORP header',
      resolves: { session_id: 'a' },
      note: 'a module is fetched with CORS, which suffices',
      page: {
        headers: {
          'cross-origin-embedder-policy': 'require-corp',
          'cross-origin-opener-policy': 'same-origin',
        },
      },
      config: (kit) => ({ src: other(kit, 'no-corp') }),
      act: finish,
    },
    {
      id: 'coep-classic',
      fault: "The page is isolated (COEP), and the host sends no CORP header, with `type: 'classic'`",
      error: 'script-load-failed',
      page: {
        headers: {
          'cross-origin-embedder-policy': 'require-corp',
          'cross-origin-opener-policy': 'same-origin',
        },
      },
      config: (kit) => ({ src: other(kit, 'no-corp'), type: 'classic' }),
    },
    {
      id: 'sandbox',
      fault: 'The page is sandboxed, with an opaque origin',
      resolves: { session_id: 'a' },
      page: { headers: { 'content-security-policy': 'sandbox allow-scripts' } },
      config: (kit) => ({ src: kit.script() }),
      act: finish,
    },
    {
      id: 'base',
      fault: 'The page has a `<base>`, and `src` is relative',
      resolves: { session_id: 'a' },
      page: { head: '<base href="/r/RUN/script/">' },
      config: () => ({ src: 'x.js' }),
      act: finish,
    },
  ],
};
