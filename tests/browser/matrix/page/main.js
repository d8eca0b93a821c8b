/** Runs one row in the page and reports the outcome to the server. */
import { makeKit, outcomeOf, turn } from './kit.js';
import { memoryOf } from './memory.js';
import { compare, look, troubles, watch } from './traces.js';

const { searchParams } = new URL(import.meta.url);
const id = searchParams.get('row');
const here = new URL('../../', import.meta.url);

const send = (report) =>
  fetch(`${here}report`, { method: 'POST', body: JSON.stringify(report), keepalive: true });

async function run() {
  watch();
  const { default: theme } = await import(`../cases/${id.split('/')[0]}.mjs`);
  const row = theme.rows.find((one) => `${theme.name}/${one.id}` === id);
  const lib = await import(`${here}lib/${row.entry ?? 'index.js'}`);
  const memory = memoryOf(here.pathname, row);
  const kit = makeKit(lib, searchParams.get('other'), memory.load);
  await row.before?.(kit);
  const before = memory.before ?? look();
  memory.keep({ before, states: kit.states });
  const call = row.call ?? (() => kit.open(row.config?.(kit)).finished);
  const called = call(kit);
  const acted = Promise.resolve(row.act?.(kit)).then(() => undefined, String);
  const outcome = await outcomeOf(called, lib);
  const act = await acted;
  // At once: a Promise settles only after the page is as before.
  const soon = compare(before, look());
  // A late event must have no effect.
  kit.finish();
  await turn();
  const left = { ...soon, ...compare(before, look()) };
  // A copy, because the row can change the object later.
  const seen = structuredClone((await row.look?.(kit, outcome)) ?? {});
  const report = {
    ...outcome,
    act,
    left,
    seen,
    states: [...memory.states, ...kit.states].join(' '),
    signal: kit.session?.signal.aborted,
  };
  kit.clean();
  const after = row.next === false ? undefined : await next(kit, row.next);
  return { ...report, ...troubles, next: after };
}

/** Runs another session in the same page, with a widget that works. */
async function next(kit, config) {
  delete window.FlowWidget;
  if (!kit.container) {
    const element = document.createElement('div');
    element.id = 'flow-widget';
    document.body.append(element);
  }
  const src = kit.widget('quick');
  const { outcome, message } = await outcomeOf(
    kit.openQuietly({ id: 'next', src, ...config }).finished,
    kit.lib,
  );
  return message ? `${outcome}: ${message}` : outcome;
}

run().then(send, (error) => send({ broken: `${error}\n${error?.stack}` }));
