import { setTimeout as sleep } from 'node:timers/promises';

/** The measured values, with their titles in the report. */
export const ROWS = {
  listeners: 'event listeners',
  longLived: 'listeners of window, document and a long-lived signal',
  nodes: 'DOM nodes, including detached ones',
  elements: 'elements in the document',
  timers: 'pending timers',
  marks: 'User Timing marks',
  instances: 'WebAssembly instances',
  memory: 'their memory, bytes',
  table: 'their externref table, entries',
  references: 'entries in use',
  heap: 'JavaScript heap, bytes',
};

/** Waits for `settleTime` ms, collects garbage, and measures. */
export async function measure(page, devtools, settleTime) {
  await sleep(settleTime);
  // The console would keep logged objects alive.
  await devtools.send('Runtime.discardConsoleEntries');
  // A finalizer that runs after one collection can free objects for the next one.
  for (let round = 0; round < 4; round++) {
    await devtools.send('HeapProfiler.collectGarbage');
    await sleep(60);
  }
  const longLived = await listenersOf(devtools, ['window', 'document', 'document.body', 'soak.longLived']);
  const probed = await page.evaluate('soakProbe.read()');
  // Removes what the calls above have allocated.
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('Performance.enable');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const { JSEventListeners, Nodes, JSHeapUsedSize } = Object.fromEntries(
    metrics.map(({ name, value }) => [name, value]),
  );
  return { listeners: JSEventListeners, longLived, nodes: Nodes, ...probed, heap: JSHeapUsedSize };
}

/** Returns the number of listeners on the objects that the expressions evaluate to. */
async function listenersOf(devtools, expressions) {
  let count = 0;
  for (const expression of expressions) {
    const { result } = await devtools.send('Runtime.evaluate', { expression, objectGroup: 'soak' });
    const { listeners } = await devtools.send('DOMDebugger.getEventListeners', { objectId: result.objectId });
    count += listeners.length;
  }
  await devtools.send('Runtime.releaseObjectGroup', { objectGroup: 'soak' });
  return count;
}

/** Not compared after traps: a new instance starts with other values, and the heap contains its compiled code. */
const PER_INSTANCE = ['references', 'heap'];

/** Returns the rows that have changed. Only the heap may grow, by the fraction `heapTolerance`, or shrink. */
export function grownRows({ before, after, afterTraps }, heapTolerance) {
  const same = (name, later) =>
    name === 'heap' ? later.heap <= before.heap * (1 + heapTolerance) : later[name] === before[name];
  return Object.keys(ROWS).filter(
    (name) => !same(name, after) || !(PER_INSTANCE.includes(name) || same(name, afterTraps)),
  );
}
