/** The widget's script, and the way to it. */

const row = (id, fault, fields, more = {}) => ({
  id,
  fault,
  error: 'script-load-failed',
  says: /could not be loaded/,
  config: (kit) => ({ src: kit.script(id, fields), ...more }),
});

export default {
  name: 'network',
  title: 'Network',
  rows: [
    row('404', 'The server has no such file'),
    row('500', 'The server fails'),
    row('html', 'An HTML page comes in the place of the script'),
    row('no-cors', 'Another host sends no CORS header', { other: true }),
    row('reset', 'The connection is cut before the answer'),
    {
      id: 'hang',
      fault: 'The server does not answer',
      error: 'script-timeout',
      config: (kit) => ({ src: kit.script('hang'), timeouts: { script: 200 } }),
    },
  ],
};
