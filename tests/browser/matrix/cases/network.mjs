/** HTTP and network failures of the widget's script. */

const failed = (id, fault, { fields = {}, ...row } = {}) => ({
  id,
  fault,
  error: 'script-load-failed',
  says: /could not be loaded/,
  config: (kit) => ({ src: kit.script(id, fields) }),
  ...row,
});

const missing = { error: 'widget-missing', says: /did not define window\.FlowWidget/ };

/** A row in which the session runs as usual and finishes. */
const succeeds = (id, fault, config, row = {}) => ({
  id,
  fault,
  resolves: { session_id: 'a' },
  config,
  act: async (kit) => {
    await kit.until('active');
    kit.finish();
  },
  ...row,
});

const other = { other: true };
const classic = { type: 'classic' };

export default {
  name: 'network',
  title: 'Network',
  rows: [
    ...[
      ['secret', 'The URL has a user name and a password', (url) => url.replace('//', '//user:secret@')],
      ['secret-user', 'The URL has a user name', (url) => url.replace('//', '//secret@')],
      [
        'secret-password',
        'The URL has a password with encoded characters',
        (url) => url.replace('//', '//u:secret%40x@'),
      ],
    ].map(([id, fault, change]) => ({
      id,
      fault,
      error: 'script-load-failed',
      note: 'the message does not contain them',
      config: (kit) => ({ src: change(kit.script('500')) }),
      look: (_, { message }) => ({ isSecret: !message.includes('secret') && !message.includes('@') }),
      seen: { isSecret: true },
    })),
    {
      id: 'signed',
      fault: 'The server rejects any other query, as for a signed URL, and responds once with 503',
      resolves: { session_id: 'a', passed: true },
      note: 'the second retry has the same query',
      config: (kit) => ({ src: kit.script('503', { times: 1, exact: 1, widget: 'quick' }), retries: 2 }),
      in: {
        webkit: {
          error: 'script-load-failed',
          resolves: undefined,
          why: 'it applies the failure of the preload to every fragment of the URL',
        },
      },
    },
    failed('403', 'The server responds with 403'),
    failed('404', 'The server responds with 404'),
    failed('410', 'The server responds with 410'),
    failed('429', 'The server responds with 429'),
    failed('500', 'The server responds with 500'),
    failed('503', 'The server responds with 503'),
    failed('204', 'The server responds with 204', missing),
    failed('html', 'An HTML page is served instead of the script'),
    failed('html-as-script', 'An HTML page is served with the type of JavaScript', {
      ...missing,
      errors: [/./],
    }),
    failed('plain', 'The script is sent as plain text, with `nosniff`'),
    failed('json', 'The script is sent as JSON'),
    failed('octets', 'The script is sent as a file to download'),
    failed('no-type', 'The script is sent without a type'),
    failed('empty', 'The file is empty', missing),
    failed('truncated', 'The file is truncated', { ...missing, errors: [/./] }),
    failed('garbage', 'The file contains binary data', { ...missing, errors: [/./] }),
    failed('gzip', 'The response claims to be gzip and is not', {
      fields: { widget: 'quick' },
      in: {
        webkit: {
          error: undefined,
          resolves: { session_id: 'a', passed: true },
          says: undefined,
          why: 'it uses the bytes as they are',
        },
      },
    }),
    failed('no-cors', 'Another host sends no CORS header', { fields: other }),
    failed('other-cors', "Another host's CORS header allows another origin", { fields: other }),
    failed('credentials', 'Another host allows any origin, but the request has credentials', {
      config: (kit) => ({ src: kit.script('ok', other), crossOrigin: 'use-credentials' }),
    }),
    failed('reset', 'The connection breaks before the response'),
    failed('cut', 'The connection breaks in the middle of the file'),
    failed('cut-chunked', 'The connection breaks in the middle of a file of unknown length', {
      in: { webkit: { ...missing, errors: [/./], why: 'it runs the part that arrived' } },
    }),
    failed('loop', 'The server redirects to itself'),
    failed('redirect-nowhere', 'The server redirects to a closed port'),
    failed('port', 'The port is closed', {
      config: () => ({ src: 'http://127.0.0.1:9/widget.js' }),
    }),
    failed('name', 'The host name does not resolve', {
      config: () => ({ src: 'http://nowhere.invalid/widget.js' }),
    }),
    failed('file', 'The URL has the scheme `file:`', { config: () => ({ src: 'file:///widget.js' }) }),
    failed('revoked', 'The URL is a revoked `blob:`', {
      config: () => {
        const src = URL.createObjectURL(new Blob([''], { type: 'text/javascript' }));
        URL.revokeObjectURL(src);
        return { src };
      },
    }),
    {
      id: 'hang',
      fault: 'The server does not respond',
      error: 'script-timeout',
      config: (kit) => ({ src: kit.script('hang'), timeouts: { script: 200 } }),
    },
    {
      id: 'stall',
      fault: 'The server stops in the middle of the file',
      error: 'script-timeout',
      config: (kit) => ({ src: kit.script('stall'), timeouts: { script: 200 } }),
    },
    succeeds('slow', 'The server responds after 300 ms', (kit) => ({ src: kit.script('slow', { ms: 300 }) })),
    succeeds('redirect', 'The server redirects to the script', (kit) => ({
      src: kit.script('redirect'),
    })),
    succeeds('other-host', 'Another host serves the script', (kit) => ({ src: kit.script('ok', other) })),
    succeeds('cors-of-page', 'Another host allows this origin with credentials', (kit) => ({
      src: kit.script('cors-of-page', other),
      crossOrigin: 'use-credentials',
    })),
    succeeds('retry', 'The first request fails, with `retries: 1`', (kit) => ({
      src: kit.script('500', { times: 1, name: 'x.js' }),
      retries: 1,
    })),
    succeeds(
      'candidates',
      'The first URL responds with 404, the second has the script',
      (kit) => ({ src: [kit.script('404', { name: 'x.js' }), kit.script('ok', { name: 'y.js' })] }),
      {
        note: 'one tag for each URL',
        look: (kit) => ({ tags: kit.tags }),
        seen: { tags: ['x.js', 'y.js'] },
      },
    ),
    succeeds('candidate-html', 'The first URL serves an HTML page, the second the script', (kit) => ({
      src: [kit.script('html'), kit.script()],
    })),
    succeeds(
      'candidate-hang',
      'The first URL does not respond within `timeouts.attempt`, the second does',
      (kit) => ({
        src: [kit.script('hang'), kit.script()],
        // Long enough for the second script to arrive on a busy machine.
        timeouts: { attempt: 1_500 },
      }),
    ),
    {
      id: 'all-candidates',
      fault: 'Each of three URLs fails in a different way',
      error: 'script-load-failed',
      note: '`cause` is the error of the previous URL',
      config: (kit) => ({
        src: [kit.widget('no-global'), kit.script('hang'), kit.script('404')],
        timeouts: { attempt: 150 },
      }),
      look: (_, { cause }) => ({ cause }),
      seen: { cause: 'script-timeout' },
    },
    {
      id: 'retries',
      fault: 'The server responds three times with 503, with `retries: 2`',
      error: 'script-load-failed',
      note: 'three tags, each with a different URL',
      config: (kit) => ({ src: kit.script('503', { name: 'x.js' }), retries: 2 }),
      look: (kit) => ({ tags: kit.tags }),
      seen: { tags: ['x.js', 'x.js retry=1', 'x.js retry=2'] },
    },
    {
      id: 'no-retry',
      fault: 'The script defines no global, with `retries: 2`',
      error: 'widget-missing',
      note: 'one tag: a retry would have the same result',
      config: (kit) => ({ src: kit.widget('no-global', { name: 'x.js' }), retries: 2 }),
      look: (kit) => ({ tags: kit.tags }),
      seen: { tags: ['x.js'] },
    },
    failed('classic-404', "The server responds with 404, with `type: 'classic'`", {
      config: (kit) => ({ src: kit.script('404'), ...classic }),
    }),
    failed('classic-html', "An HTML page is served instead of the script, with `type: 'classic'`", {
      ...missing,
      errors: [/./],
      config: (kit) => ({ src: kit.script('html'), ...classic }),
    }),
    failed('classic-plain', "The script is sent as plain text with `nosniff`, with `type: 'classic'`", {
      config: (kit) => ({ src: kit.script('plain'), ...classic }),
    }),
    succeeds('classic-no-cors', "Another host sends no CORS header, with `type: 'classic'`", (kit) => ({
      src: kit.script('no-cors', other),
      ...classic,
    })),
    succeeds('classic-octets', "The script is sent as a file to download, with `type: 'classic'`", (kit) => ({
      src: kit.script('octets'),
      ...classic,
    })),
  ],
};
