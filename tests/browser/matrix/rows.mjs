/** The rows of the matrix, the full expected outcome of each, and the comparison of a report with it. */
import abort from './cases/abort.mjs';
import camera from './cases/camera.mjs';
import conflict from './cases/conflict.mjs';
import container from './cases/container.mjs';
import csp from './cases/csp.mjs';
import dialog from './cases/dialog.mjs';
import fallback from './cases/fallback.mjs';
import finish from './cases/finish.mjs';
import hosted from './cases/hosted.mjs';
import hostile from './cases/hostile.mjs';
import lifecycle from './cases/lifecycle.mjs';
import modes from './cases/modes.mjs';
import network from './cases/network.mjs';
import offline from './cases/offline.mjs';
import preflight from './cases/preflight.mjs';
import script from './cases/script.mjs';
import source from './cases/source.mjs';
import sri from './cases/sri.mjs';
import start from './cases/start.mjs';
import tags from './cases/tags.mjs';
import timeouts from './cases/timeouts.mjs';
import trusted from './cases/trusted.mjs';
import verify from './cases/verify.mjs';
import wasm from './cases/wasm.mjs';

export const THEMES = [
  ...[network, offline, script, start, finish, source, container, abort, timeouts, conflict, tags],
  ...[csp, trusted, sri, wasm, camera, lifecycle, hostile, dialog, preflight, verify],
  ...[modes, hosted, fallback],
];

/** The engines, by the name that rows and the command line use. */
export const ENGINES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };

/** The states before each outcome, unless a row names others. */
const STATES = {
  'invalid-config': 'failed',
  'container-not-found': 'failed',
  'session-active': 'failed',
  'wasm-load-failed': 'failed',
  'unsupported-environment': 'failed',
  'start-failed': 'loading starting failed',
  'finish-timeout': 'loading starting active failed',
  resolves: 'loading starting active finished',
  rejects: 'loading starting active cancelled',
};

/**
 * Returns the full expected outcome of a row in an engine. By default only two things are left in the page at the end:
 * the script of a started widget, and the elements drawn by a finished widget.
 */
export function expectedOf(row, engine) {
  const { error, resolves, rejects, ...more } = { ...row, ...row.in?.[engine] };
  const outcome = error ?? (resolves === undefined ? 'rejects' : 'resolves');
  const states = more.states ?? (row.call ? '' : (STATES[outcome] ?? 'loading failed'));
  const started = states.includes('starting');
  const left =
    more.left ??
    [started && 'script', /finished|waiting/.test(states) && 'drawing'].filter(Boolean).join(' ');
  const value = outcome === 'resolves' ? resolves : rejects;
  // After an internal error, the package replaces its WebAssembly instance.
  const instances = more.instances ?? (outcome === 'internal' ? 2 : 1);
  const { says, seen = {}, errors = [] } = more;
  return { outcome, value, states, left, says, seen, errors, instances };
}

/** All rows, each with its full id and theme. */
export const ROWS = THEMES.flatMap((theme) =>
  theme.rows.map((row) => ({ ...row, id: `${theme.name}/${row.id}`, theme })),
);

/** Returns the reason why a row does not run in an engine, or `undefined` if it runs. */
export const skipped = (row, engine) => row.skip?.[engine];

/** Returns the differences between a report and the row's expected outcome. */
export function judge(row, engine, report, retryable) {
  if (report.broken) return [report.broken];
  const expected = expectedOf(row, engine);
  const wrong = [];
  const same = (what, actual, wanted) => {
    const [one, other] = [actual, wanted].map((value) => JSON.stringify(value));
    if (one !== other) wrong.push(`${what}: ${one}, expected ${other}`);
  };
  same('outcome', report.outcome, expected.outcome);
  if (expected.value !== undefined) same('value', report.value, expected.value);
  if (expected.outcome in retryable) same('retryable', report.retryable, retryable[expected.outcome]);
  if (expected.says && !expected.says.test(report.message)) wrong.push(`says: ${report.message}`);
  same('states', report.states, expected.states);
  same('left', Object.keys(report.left).sort().join(' '), expected.left.split(' ').sort().join(' '));
  if (wrong.some((line) => line.startsWith('left'))) wrong.push(JSON.stringify(report.left, null, 2));
  same('seen', report.seen, expected.seen);
  const matches = expected.errors.every((one, index) => new RegExp(one).test(report.errors[index] ?? ''));
  if (!matches || report.errors.length !== expected.errors.length)
    same('errors', report.errors, expected.errors.map(String));
  same('unhandled', report.unhandled, []);
  if (report.instances > expected.instances)
    wrong.push(`instances: ${report.instances}, expected ${expected.instances}`);
  if (report.signal !== undefined) same('signal', report.signal, true);
  if (report.act) wrong.push(`act: ${report.act}`);
  if (row.next !== false) same('next', report.next, 'resolves');
  if (wrong.length > 0 && report.message) wrong.push(`message: ${report.message}`);
  return wrong;
}
