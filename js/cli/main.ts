/** The command `flow-widget-loader`: runs one of its commands, each of which is loaded on first use. */
import { type Command, fail } from './command.js';

const COMMANDS: Record<string, () => Promise<Command>> = {
  __proto__: null as never,
  conformance: () => import('./conformance.js'),
  doctor: () => import('./doctor.js'),
  sandbox: () => import('./sandbox.js'),
};

const USAGE = `flow-widget-loader COMMAND [OPTIONS]

  conformance  checks a backend, in any language, against the protocol of verify()
  doctor       checks an account, the widget's script, a page and a backend
  sandbox      serves local stand-ins for the service and for its widget

flow-widget-loader COMMAND --help lists the options of a command.`;

/** The exit code for arguments that are not valid, as in most command-line tools. */
const USAGE_EXIT_CODE = 2;

const [name, ...args] = process.argv.slice(2);
const load = name === undefined ? undefined : COMMANDS[name];
if (name !== undefined && load) await run(name, await load(), args);
else if (name === undefined || name === '--help' || name === '-h') console.log(USAGE);
else fail(`There is no command "${name}".\n\n${USAGE}`, USAGE_EXIT_CODE);

async function run(name: string, command: Command, args: string[]): Promise<void> {
  if (args.some((arg) => arg === '--help' || arg === '-h')) return console.log(command.usage);
  try {
    await command.run(args);
  } catch (error) {
    // `parseArgs` throws a TypeError with such a code for an unknown option or a missing value.
    const { code, message, name: kind } = error as NodeJS.ErrnoException;
    // By its name, because each command's bundle has a class of its own.
    if (kind !== 'UsageError' && !code?.startsWith('ERR_PARSE_ARGS')) throw error;
    // Without the long list of options, after which a terminal no longer shows the message.
    fail(`${message}\n\nflow-widget-loader ${name} --help lists the options.`, USAGE_EXIT_CODE);
  }
}
