/** Tells how a script can be loaded, without running any of it. */
import { spawn } from 'node:child_process';
import { Script } from 'node:vm';

/** How a script parses. */
export interface Syntax {
  /** Whether it is a classic script. */
  readonly classic: boolean;
  /** Whether it is a module; `undefined` if that could not be checked. */
  readonly module: boolean | undefined;
}

/** How long the syntax of a module may be checked, in ms. */
const TIMEOUT = 10_000;

/**
 * Parses a script as both kinds. `vm.Script` compiles a classic script; it does not run it, and this never does. There is
 * no such class for modules without a flag, so `node --check` parses it in a child process, which gets an empty environment.
 */
export async function syntaxOf(code: string): Promise<Syntax> {
  return { classic: isClassic(code), module: await isModule(code) };
}

function isClassic(code: string): boolean {
  try {
    new Script(code);
    return true;
  } catch {
    return false;
  }
}

function isModule(code: string): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--check', '--input-type=module', '-'], {
      env: {},
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: TIMEOUT,
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-10_000);
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => {
      if (code === 0) resolve(true);
      else resolve(/^SyntaxError/m.test(errors) ? false : undefined);
    });
    // The process may end before it has read everything.
    child.stdin.on('error', () => {});
    child.stdin.end(code);
  });
}
