/** An error that only the user can fix. Printed as one sentence and commands, without a stack trace. */
export class SetupProblem extends Error {
  /**
   * @param {string} message what failed, in one sentence
   * @param {string[]} fixes the commands that fix it
   * @param {string} [output] what the failed command printed; the last lines are shown
   */
  constructor(message, fixes, output = '') {
    super(message);
    this.name = 'SetupProblem';
    this.fixes = fixes;
    this.output = output.trimEnd().split('\n').slice(-12).join('\n');
  }
}

/** Returns the text for several `SetupProblem`s: each message with its output, then each command once. */
export function describeProblems(problems) {
  const indent = (text) => text.replace(/^(?=.)/gm, '    ');
  const sentences = problems.map(({ message, output }) => `✗ ${message}\n${indent(output)}`.trimEnd());
  const fixes = [...new Set(problems.flatMap((problem) => problem.fixes))];
  return `${sentences.join('\n')}\n\nTo fix it, run this and start again:\n${indent(fixes.join('\n'))}`;
}
