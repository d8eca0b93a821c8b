import { setTimeout as sleep } from 'node:timers/promises';

/** The measured values, with their titles in the report. Firefox and WebKit cannot measure all of them. */
export const ROWS = {
  listeners: 'event listeners',
  longLived: 'listeners of window, document and a long-lived signal',
  nodes: 'DOM nodes, including detached ones',
  created: 'elements that scripts have created, other than `<script>`',
  scripts: '`<script>` elements that scripts have created',
  elements: 'elements in the document',
  timers: 'pending timers',
  tracks: 'live camera tracks',
  marks: 'User Timing marks',
  instances: 'WebAssembly instances',
  memory: 'their memory, bytes',
  table: 'their externref table, entries',
  references: 'entries in use',
  heap: 'JavaScript heap, bytes',
};

/**
 * Waits for `settleTime` ms, collects garbage, and measures.
 *
 * @param {import('./browser.mjs').SoakPage} page
 */
export async function measure(page, settleTime) {
  await sleep(settleTime);
  // A finalizer that runs after one collection can free objects for the next one.
  for (let round = 0; round < 4; round++) {
    await page.collectGarbage();
    await sleep(60);
  }
  return page.read();
}

/** Not compared after traps: a new instance starts with other values, and the heap contains its compiled code. */
const PER_INSTANCE = ['references', 'heap'];

/** Returns the rows that have grown. The heap may grow by the fraction `heapTolerance`. */
export function grownRows({ before, after, afterTraps }, heapTolerance) {
  const hasGrown = (name, later) => later[name] > before[name] * (name === 'heap' ? 1 + heapTolerance : 1);
  return Object.keys(ROWS).filter(
    (name) =>
      name in before &&
      (hasGrown(name, after) || (!PER_INSTANCE.includes(name) && hasGrown(name, afterTraps))),
  );
}
