import { readSelection, UsageError } from './selection.mjs';

/**
 * @typedef {object} Part
 * @property {(world: { show: boolean, filter: { files: string[], name?: string }, print: (text: string) => void }) =>
 *   Promise<void>} run rejects if a test fails
 * @property {string} [needs] a part that must pass first
 * @property {string} [alone] parts with the same value never run at the same time
 */

/**
 * Runs the parts of a test run and prints a summary. A failure skips only the parts that need the failed one. Up to two
 * parts run one after the other and print as they go. Of three or more, two run at a time; each prints when it has
 * ended.
 *
 * @param {Record<string, Part>} parts in the order in which they start
 * @param {string[]} args the arguments after `npm test --`
 */
export async function runParts(parts, args) {
  const names = Object.keys(parts);
  const { chosen, filter } = select(args, names);
  const wanted = new Set(chosen.length > 0 ? chosen : names);
  for (const name of wanted) if (parts[name].needs) wanted.add(parts[name].needs);
  const queue = names.filter((name) => wanted.has(name));
  const show = queue.length <= 2;
  const results = new Map();
  const running = new Map();
  const ready = (name) => {
    const { needs, alone } = parts[name];
    if (needs && wanted.has(needs) && !results.has(needs)) return false;
    return !alone || [...running.keys()].every((other) => parts[other].alone !== alone);
  };
  const start = (name) => {
    queue.splice(queue.indexOf(name), 1);
    const failed = results.get(parts[name].needs)?.failed;
    const work = failed ? skip(name, parts[name].needs) : runOne(name, parts[name], { show, filter });
    running.set(
      name,
      work.then((result) => {
        running.delete(name);
        results.set(name, result);
      }),
    );
  };
  while (queue.length > 0 || running.size > 0) {
    for (let next = queue.find(ready); next && running.size < (show ? 1 : 2); next = queue.find(ready))
      start(next);
    await Promise.race(running.values());
  }
  summarize(results, names);
}

function select(args, names) {
  try {
    return readSelection(args, names);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return process.exit(2);
  }
}

async function skip(name, needed) {
  console.log(`\n── ${name} ──\nNot run: ${needed} failed.`);
  return { failed: true, seconds: 0 };
}

async function runOne(name, part, { show, filter }) {
  const lines = [];
  const print = show ? (text) => process.stdout.write(text) : (text) => lines.push(text);
  const title = `\n── ${name} ──\n`;
  if (show) print(title);
  const began = performance.now();
  let problem;
  try {
    await part.run({ show, filter, print });
  } catch (error) {
    problem = `${error.message}\n`;
    print(problem);
  }
  if (!show) process.stdout.write(`${title}${lines.join('')}`);
  const result = { failed: problem !== undefined, seconds: (performance.now() - began) / 1000 };
  return show ? result : { ...result, problem };
}

/** The number of lines of a failed part that are repeated at the end. Test runners list what has failed there. */
const REPEATED_LINES = 80;

function summarize(results, names) {
  const width = Math.max(...names.map((name) => name.length));
  for (const [name, { problem }] of results) {
    if (problem === undefined) continue;
    const end = problem.trimEnd().split('\n').slice(-REPEATED_LINES);
    console.log(`\n── ${name}: the last lines of the failure ──\n${end.join('\n')}`);
  }
  const failed = [...results.values()].filter((result) => result.failed).length;
  console.log('\nParts:');
  for (const [name, { failed, seconds }] of results) {
    const word = failed ? 'FAILED' : 'passed';
    console.log(`  ${word}  ${name.padEnd(width)} ${seconds.toFixed(1).padStart(7)} s`);
  }
  console.log(`\n${results.size - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
