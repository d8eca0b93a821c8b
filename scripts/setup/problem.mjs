/**
 * Something that only the person at the keyboard can mend: printed as one sentence and the commands to type,
 * never as a stack trace.
 */
export class SetupProblem extends Error {
  /**
   * @param {string} message what is wrong, in one sentence
   * @param {{ mend?: string[], log?: string }} [help] commands that would mend it; the end of what a command printed
   */
  constructor(message, { mend = [], log = '' } = {}) {
    super(message);
    this.name = 'SetupProblem';
    this.mend = mend;
    this.log = log;
  }
}

/**
 * The text shown for problems: each with the end of its log, then every command once.
 *
 * @param {readonly SetupProblem[]} problems
 */
export function describeProblems(problems) {
  const lines = [];
  for (const { message, log } of problems) {
    lines.push(`✗ ${message}`);
    for (const line of log.trimEnd().split('\n')) {
      if (line) lines.push(`    ${line}`);
    }
  }
  const mend = [...new Set(problems.flatMap((problem) => problem.mend))];
  if (mend.length > 0) {
    lines.push('', 'To mend it, run this and start again:', ...mend.map((command) => `    ${command}`));
  }
  return lines.join('\n');
}

/** The last lines of a command's output: enough to see the cause, not enough to bury the advice. */
export function tail(text, count = 12) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
