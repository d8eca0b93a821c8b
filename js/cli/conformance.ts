/** The command `conformance`: checks a backend against the protocol. */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type BackendProcess, freePort, startBackend } from '../conformance/backend-process.js';
import type { User, Users } from '../conformance/exchange.js';
import { findWrongOption } from '../conformance/probe.js';
import { listOf, textOf } from '../conformance/report.js';
import { rulesMatching } from '../conformance/rules.js';
import { DEFAULT_LIMIT, DEFAULT_TOO_LARGE, isReachable, type Report, runRules } from '../conformance/run.js';
import { Service } from '../conformance/service.js';
import type { Target } from '../conformance/trial.js';
import {
  type Header,
  headersFromCommand,
  parseCookies,
  parseHeaders,
  UserError,
} from '../conformance/users.js';
import { fail, parseInteger, UsageError } from './command.js';

// For the tests, which check the files of the package.
export { tableOf } from '../conformance/report.js';
export { RULES } from '../conformance/rules.js';
export { checkEndpoint, runRules } from '../conformance/run.js';
export { Service } from '../conformance/service.js';

export const usage = `flow-widget-loader conformance URL [OPTIONS] [-- COMMAND ARGUMENTS…]

Checks the backend whose endpoint is URL, the one that verify() gets, against the protocol in docs/server.md.
The backend must call a stand-in for the service, which this command runs on this machine:

  With COMMAND, this command starts the backend and ends it. The environment variables are FLOW_API_KEY and
  FLOW_BASE_URL (the stand-in), PORT (a free port) and FLOW_ALLOWED_ORIGIN (if --allowed-origin is given);
  {port} in URL and in the arguments is that port:
    flow-widget-loader conformance 'http://127.0.0.1:{port}/api/flow' … -- node server.js

  Without COMMAND, start the backend yourself, with the address that --service-port N gives and with the key
  that --help-key prints.

Users, two different ones:
  --user-a-header 'NAME: VALUE'   a header that identifies the first user; can be repeated
  --user-b-header 'NAME: VALUE'   the same for the second user
  --user-a-cookies FILE           the first user's cookies: Netscape's format, or lines NAME=VALUE
  --user-b-cookies FILE           the same for the second user
  --user-command CMD              a command that prints a user's headers, called with the argument a or b

  --service-port N       the port of the stand-in (default: any free one)
  --help-key             prints the API key of the stand-in
  --allowed-origin URL   an origin, which has no path, whose pages may use the endpoint (default: CORS is not checked)
  --webhook URL          where the backend receives the service's events (default: not checked)
  --lifetime MS          how long the backend lets a verdict be read (default: expiry is not checked)
  --limit MS             how long a response may take (default: ${DEFAULT_LIMIT}, after which verify() gives up)
  --too-large BYTES      the length of a body that the backend must refuse (default: ${DEFAULT_TOO_LARGE})
  --start-limit MS       how long the backend may take to start (default: 30000)
  --safe                 without the stand-in, for an endpoint that uses the real service; creates no session
  --allow-create         with --safe, also requests that create sessions, each of which is paid
  --only PREFIX          only the rules whose ids begin with PREFIX; can be repeated
  --list                 prints the rules
  --json FILE            writes the report as JSON; - for the standard output, in place of the table
  --verbose              shows the output of COMMAND

Exit code: 0 if every must is kept, 1 if one is broken, 2 if an option is wrong, a user gets 401, or the backend cannot
be reached.`;

const MAX_MS = 2 ** 31 - 1;
/** The longest body that is sent, in bytes. */
const MAX_BYTES = 256 * 1024 * 1024;
const UNREACHABLE = 2;
/** The delay between two attempts to reach a backend that starts, in ms. */
const POLL = 100;

const parse = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      'user-a-header': { type: 'string', multiple: true, default: [] },
      'user-b-header': { type: 'string', multiple: true, default: [] },
      'user-a-cookies': { type: 'string' },
      'user-b-cookies': { type: 'string' },
      'user-command': { type: 'string' },
      'service-port': { type: 'string', default: '0' },
      'help-key': { type: 'boolean', default: false },
      'allowed-origin': { type: 'string' },
      webhook: { type: 'string' },
      lifetime: { type: 'string' },
      limit: { type: 'string', default: String(DEFAULT_LIMIT) },
      'too-large': { type: 'string', default: String(DEFAULT_TOO_LARGE) },
      'start-limit': { type: 'string', default: '30000' },
      safe: { type: 'boolean', default: false },
      'allow-create': { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
      json: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
type Values = ReturnType<typeof parse>['values'];

export async function run(args: string[]): Promise<void> {
  const separator = args.indexOf('--');
  const own = separator < 0 ? args : args.slice(0, separator);
  const command = separator < 0 ? [] : args.slice(separator + 1);
  const { values, positionals } = parse(own);
  const rules = rulesMatching(values.only);
  if (rules.length === 0)
    throw new UsageError(`No rule begins with ${values.only.join(' or ')}; see --list.`);
  if (values.list) return console.log(listOf(rules));
  const service = new Service();
  if (values['help-key']) return console.log(service.key);
  if (separator >= 0 && command.length === 0) throw new UsageError('There is no command after --.');
  if (values.safe && command.length > 0) throw new UsageError('--safe is for an endpoint that runs already.');
  if (values['allow-create'] && !values.safe) throw new UsageError('--allow-create is for --safe.');
  const [given, ...rest] = positionals;
  if (given === undefined || rest.length > 0) throw new UsageError('Give the URL of one endpoint.');
  const port = command.length > 0 ? await freePort() : undefined;
  const withPort = (text: string) => (port === undefined ? text : text.replaceAll('{port}', String(port)));
  const target: Target = {
    endpoint: checkUrl('URL', withPort(given)),
    users: await usersOf(values),
    service: values.safe ? undefined : service,
    limit: parseInteger('limit', values.limit, MAX_MS),
    webhook: values.webhook === undefined ? undefined : checkUrl('--webhook', withPort(values.webhook)),
    allowedOrigin: checkOrigin(values['allowed-origin']),
    lifetime: values.lifetime === undefined ? undefined : parseInteger('lifetime', values.lifetime, MAX_MS),
    tooLarge: parseInteger('too-large', values['too-large'], MAX_BYTES),
  };
  await withService(target, parseInteger('service-port', values['service-port'], 65_535), async () => {
    const env = {
      FLOW_API_KEY: service.key,
      FLOW_BASE_URL: values.safe ? '' : service.url,
      PORT: String(port ?? ''),
      ...(target.allowedOrigin !== undefined && { FLOW_ALLOWED_ORIGIN: target.allowedOrigin }),
    };
    const started = command.length > 0 ? await start(command.map(withPort), env, values.verbose) : undefined;
    const end = () => {
      void started?.stop().finally(() => process.exit(1));
      if (!started) process.exit(1);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
    try {
      const startLimit = parseInteger('start-limit', values['start-limit'], MAX_MS);
      const problem = await waitFor(target, started, startLimit);
      if (problem !== undefined) return fail(problem, UNREACHABLE);
      const wrong = await findWrongOption(target, values.only);
      if (wrong !== undefined) throw new UsageError(wrong);
      await report(await runRules(target, runOptions(values)), values.json);
    } finally {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
      await started?.stop();
    }
  });
}

function runOptions(values: Values) {
  const show = process.stderr.isTTY && !values.verbose;
  return {
    only: values.only,
    create: !values.safe || values['allow-create'],
    // Replaces the line, because some rules take half a minute.
    onRule: show ? ({ id }: { id: string }) => void process.stderr.write(`\r\u001b[K${id}\r`) : undefined,
  };
}

/** Prints a report and sets the exit code. */
async function report(result: Report, json: string | undefined): Promise<void> {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (json === '-') process.stdout.write(text);
  else console.log(textOf(result));
  if (json !== undefined && json !== '-') await writeFile(json, text);
  process.exitCode = result.counts.must > 0 ? 1 : 0;
}

/** Runs `work` with the stand-in for the service, if the target has one. */
async function withService({ service }: Target, port: number, work: () => Promise<void>): Promise<void> {
  if (!service) return work();
  try {
    await service.start(port);
  } catch (error) {
    throw new UsageError(`Cannot listen on --service-port ${port}: ${(error as Error).message}`);
  }
  try {
    await work();
  } finally {
    await service.stop();
  }
}

async function start(command: string[], env: Record<string, string>, echo: boolean): Promise<BackendProcess> {
  try {
    return await startBackend(command, env, echo);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Waits until the backend can be reached; returns why it cannot. */
async function waitFor(
  target: Target,
  started: BackendProcess | undefined,
  limit: number,
): Promise<string | undefined> {
  const deadline = performance.now() + (started ? limit : 0);
  while (!(await isReachable(target))) {
    const output = started
      ?.output()
      .replaceAll(target.service?.key ?? '', '[API key]')
      .trim();
    if (started?.hasEnded()) return `The backend has ended before it could be reached.\n\n${output}`;
    if (performance.now() >= deadline)
      return `The backend cannot be reached at ${target.endpoint}.${output ? `\n\n${output}` : ''}`;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  return undefined;
}

/** @throws UsageError */
function checkUrl(name: string, text: string): string {
  if (text.includes('{port}')) throw new UsageError(`${name}: {port} needs a command after --.`);
  const isHttp = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isHttp) throw new UsageError(`${name} must be an http or https URL, not "${text}".`);
  return text.replace(/#.*/, '');
}

/** @throws UsageError */
function checkOrigin(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  // The URL class has no origin for the schemes of apps, such as `capacitor://localhost`.
  const isWeb = /^https?:/i.test(text);
  const valid = isWeb
    ? URL.canParse(text) && new URL(text).origin === text
    : /^[a-z][a-z\d+.-]*:\/\/[^/?#\s]+$/.test(text);
  if (valid) return text;
  const example = isWeb && URL.canParse(text) ? new URL(text).origin : 'https://app.example';
  throw new UsageError(
    `--allowed-origin must be an origin, which has no path, such as ${example}, not "${text}".`,
  );
}

/** @throws UsageError */
async function usersOf(values: Values): Promise<Users> {
  try {
    const users: Users = { ...(await userOf('a', values)), ...(await userOf('b', values)) };
    if (!values.safe && (!users.a || !users.b))
      throw new UserError('Two users are needed: give --user-a-… and --user-b-…, or --user-command.');
    if (users.a && JSON.stringify(users.a) === JSON.stringify(users.b))
      throw new UserError('The two users have the same headers, but must be different.');
    return users;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UsageError(error.message);
  }
}

async function userOf(user: User, values: Values): Promise<Users> {
  const headers: Header[] = parseHeaders(values[`user-${user}-header`], `--user-${user}-header`);
  const path = values[`user-${user}-cookies`];
  if (path !== undefined) headers.push(parseCookies(await readCookies(path), path));
  const command = values['user-command'];
  if (command !== undefined) headers.push(...(await headersFromCommand(command, user)));
  return headers.length > 0 ? { [user]: headers } : {};
}

async function readCookies(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new UserError(`The file ${path} cannot be read.`);
  }
}
