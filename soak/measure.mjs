import { setTimeout as sleep } from 'node:timers/promises';

/** What is counted, and how much it may have grown from the first measurement to the last. */
export const ROWS = {
  listeners: 'event listeners, in all',
  lasting: 'listeners of window, document and a signal that lasts',
  nodes: 'DOM nodes, those out of the document included',
  elements: 'elements of the document',
  timers: 'timers pending',
  marks: 'User Timing marks',
  instances: 'WebAssembly instances',
  memory: 'their memory, bytes',
  table: 'their table of objects, entries',
  references: 'entries in use',
  heap: 'JavaScript heap, bytes',
};

/** Lets all settle, for `ms`, collects what is garbage, and counts. */
export async function measure(page, tools, ms) {
  await sleep(ms);
  // What the console has been told is kept for whoever opens it.
  await tools.send('Runtime.discardConsoleEntries');
  // A finaliser that runs after one collection frees what the next one collects.
  for (let turn = 0; turn < 4; turn++) {
    await tools.send('HeapProfiler.collectGarbage');
    await sleep(60);
  }
  const lasting = await listenersOf(tools, ['window', 'document', 'document.body', 'soak.lasting']);
  const probed = await page.evaluate('soakProbe.read()');
  // Last, so that the questions above leave nothing in it.
  await tools.send('HeapProfiler.collectGarbage');
  await tools.send('Performance.enable');
  const { metrics } = await tools.send('Performance.getMetrics');
  const { JSEventListeners, Nodes, JSHeapUsedSize } = Object.fromEntries(
    metrics.map(({ name, value }) => [name, value]),
  );
  return { listeners: JSEventListeners, lasting, nodes: Nodes, ...probed, heap: JSHeapUsedSize };
}

/** How many listeners these objects have. */
async function listenersOf(tools, expressions) {
  let count = 0;
  for (const expression of expressions) {
    const { result } = await tools.send('Runtime.evaluate', { expression, objectGroup: 'soak' });
    const { listeners } = await tools.send('DOMDebugger.getEventListeners', { objectId: result.objectId });
    count += listeners.length;
  }
  await tools.send('Runtime.releaseObjectGroup', { objectGroup: 'soak' });
  return count;
}

/** Of a new instance these are as they were at its beginning, and the heap has what its code was compiled to. */
const OF_ONE_INSTANCE = ['references', 'heap'];

/** What has grown more than it may, as rows: the heap breathes a little, all else must be as it was. */
export function grown({ before, after, afterFailures }, heapLimit) {
  const same = (name, then) =>
    name === 'heap' ? then.heap <= before.heap * (1 + heapLimit) : then[name] === before[name];
  return Object.keys(ROWS).filter(
    (name) => !same(name, after) || !(OF_ONE_INSTANCE.includes(name) || same(name, afterFailures)),
  );
}
