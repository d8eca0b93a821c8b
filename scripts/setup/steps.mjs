import { SetupProblem } from './problem.mjs';

/**
 * A part of the setup: `find` returns the installed part, or null if something is missing; `make` installs it.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {(system: System) => Promise<Found | null>} find
 * @property {(system: System, log: (progress: string) => void) => Promise<unknown>} make
 *
 * @typedef {{ path?: string, programs?: Record<string, string> }} Found a folder that goes first on PATH; the paths
 *   of programs by name
 * @typedef {import('./system.mjs').System} System
 */

/**
 * Makes the missing parts: `first`, then the others in parallel. If a step fails, the others still finish.
 *
 * @param {{ first: Step, steps: Step[], system: System, print: (line: string) => void, quiet?: boolean }} options
 *   `quiet`: print nothing if nothing is missing
 * @returns {Promise<Found[]>} in the order of the steps; rejects with an `AggregateError` of `SetupProblem`s
 */
export async function runSteps({ first, steps, system, print, quiet = false }) {
  const start = performance.now();
  const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

  /** Returns what the step finds after making it; fails if it still finds nothing. */
  const make = async (step) => {
    const since = performance.now();
    const line = (sign, text) => print(`${sign} ${step.name.padEnd(22)} ${text}`);
    try {
      await step.make(system, (text) => line('·', text));
      const found = await step.find(system);
      if (!found)
        throw new SetupProblem(`${step.name} was installed but still cannot be found.`, ['npm run setup']);
      line('✓', seconds(since));
      return found;
    } catch (error) {
      line('✗', `failed after ${seconds(since)}`);
      throw error;
    }
  };

  const makeMissing = async (wanted, found) => {
    const results = await Promise.allSettled(wanted.map((step, index) => found[index] ?? make(step)));
    const failures = results.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
    const bug = failures.find((failure) => !(failure instanceof SetupProblem));
    if (bug) throw bug;
    if (failures.length > 0) throw new AggregateError(failures);
    return results.map(({ value }) => value);
  };

  const [before, ...found] = await Promise.all([first, ...steps].map((step) => step.find(system)));
  const missing = !before || found.includes(null);
  const made = [...(await makeMissing([first], [before])), ...(await makeMissing(steps, found))];
  if (missing || !quiet) print(`✓ setup: ${missing ? 'done' : 'nothing to do'} (${seconds(start)})`);
  return made;
}
