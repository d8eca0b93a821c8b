import { spawn } from 'node:child_process';

/** Thrown if a command cannot be started, or ends with a signal or an exit code other than 0. */
export class CommandError extends Error {
  /**
   * @param {string} message the command line and its exit code or signal
   * @param {string} output what the command printed; empty if it was shown
   */
  constructor(message, output) {
    super(output ? `${message}\n${output}` : message);
    this.name = 'CommandError';
    this.output = output;
  }
}

/**
 * Runs a command and resolves to what it printed on stdout.
 *
 * @param {string} command
 * @param {string[]} [args]
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env] default: the environment of this process
 * @param {string} [options.cwd] default: the folder of this process
 * @param {boolean} [options.show] print the output as it arrives; otherwise the output is in the error
 * @param {boolean} [options.all] return stderr too, in the order in which it was printed; not with `show`
 * @param {number} [options.timeout] in ms; after it the command receives SIGTERM
 * @returns {Promise<string>}
 * @throws {CommandError}
 */
export function run(command, args = [], { env = process.env, cwd, show = false, all = false, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'pipe', show ? 'inherit' : 'pipe'];
    const child = spawn(command, args, { env, cwd, timeout, stdio });
    const stdout = [];
    const output = [];
    child.stdout.on('data', (chunk) => {
      stdout.push(chunk);
      output.push(chunk);
      if (show) process.stdout.write(chunk);
    });
    child.stderr?.on('data', (chunk) => output.push(chunk));
    const fail = (reason) => {
      const text = show ? '' : Buffer.concat(output).toString().trim();
      reject(new CommandError(`${[command, ...args].join(' ')}: ${reason}`, text));
    };
    child.on('error', (error) => fail(error.message));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(all ? output : stdout).toString());
      else fail(signal ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
}
