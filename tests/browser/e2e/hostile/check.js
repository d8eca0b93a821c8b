import fc from 'fast-check';
import { Draw } from './draw.js';

/** Time limit for shrinking a failure, in ms. */
const SHRINKING = 20_000;

/**
 * Makes `runs` generated calls in `lanes` that run in parallel, because most calls wait for a timeout.
 *
 * @param {(draw: Draw, method: string | undefined) => Promise<void>} run rejects if the call misbehaves; a failure
 *   whose error is `final` is not shrunk
 * @param {{ seed: number, runs: number, lanes?: number, path?: string, methods?: string[] }} options
 *   the `seed` and `path` that a failure reports reproduce that call; `methods` are the names that `run` is called with
 * @returns {Promise<string[]>} a description of each lane's first failure
 */
export async function check(run, { seed, runs, lanes = 1, path, methods = [undefined] }) {
  if (path) return [await checkLane(run, { seed, numRuns: 1, path, methods })].filter(Boolean);
  const numRuns = Math.ceil(runs / lanes);
  const results = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => checkLane(run, { seed: seed + lane, numRuns, methods })),
  );
  return results.filter(Boolean);
}

async function checkLane(run, { methods, ...parameters }) {
  let deadline = Number.POSITIVE_INFINITY;
  /** How the last call that failed was generated. The last one is also the smallest. */
  let drawn = '';
  const property = fc.asyncProperty(fc.constantFrom(...methods), fc.gen(), async (method, generate) => {
    if (performance.now() > deadline) return;
    const draw = new Draw(generate);
    try {
      await run(draw, method);
    } catch (error) {
      drawn = draw.description;
      deadline = Math.min(deadline, performance.now() + (error.final ? 0 : SHRINKING));
      throw error;
    }
  });
  const { failed, seed, counterexamplePath, errorInstance, counterexample, numRuns } = await fc.check(
    property,
    parameters,
  );
  if (!failed) return numRuns === parameters.numRuns ? '' : `${numRuns} of ${parameters.numRuns} runs`;
  // Not `instanceof Error`: the error can come from another realm.
  const error = errorInstance?.message ?? String(errorInstance);
  // Without the shrinking steps, which cannot be replayed: `fc.gen()` draws its values during the call.
  const [index] = counterexamplePath.split(':');
  return `${counterexample[0] ?? ''} ${error}\nGenerated from: ${drawn}\nTo reproduce: HOSTILE_SEED=${seed} HOSTILE_PATH=${index}`;
}
