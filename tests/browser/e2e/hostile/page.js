import { check } from './check.js';

// Used by the frames of the page.
globalThis.check = check;

/** Opens a frame, and resolves to its window once its scripts have run. */
async function openFrame(src) {
  const frame = Object.assign(document.createElement('iframe'), { src });
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  return frame.contentWindow;
}

/**
 * Makes `calls` generated calls in `frames` frames that run in parallel, because most calls wait for a timeout.
 *
 * @param lane the URL of the frames' page
 * @param options the options of `globalThis.lane`; each frame has a seed of its own
 * @returns the failures, and how often each method had each outcome
 */
globalThis.makeCalls = async ({ lane, calls, frames, ...options }) => {
  const windows = await Promise.all(Array.from({ length: frames }, () => openFrame(lane)));
  const runs = Math.ceil(calls / frames);
  const results = await Promise.all(
    windows.map((frame, index) => frame.lane({ ...options, runs, seed: options.seed + index })),
  );
  const outcomes = {};
  for (const result of results)
    for (const [kind, times] of Object.entries(result.outcomes))
      outcomes[kind] = (outcomes[kind] ?? 0) + times;
  return { failures: results.flatMap(({ failures }) => failures), outcomes };
};
