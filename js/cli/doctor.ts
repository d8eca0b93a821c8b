/** The command `doctor`: checks an account, the widget's script, a page and a backend, and prints a checklist. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type DoctorOptions, examine } from '../doctor/doctor.js';
import { countsOf, redactorFor, toJson, toText } from '../doctor/report.js';
import { isSessionId } from '../shared/session-id.js';
import type { Mode } from '../shared/types.js';
import { parseInteger, UsageError } from './command.js';

export const usage = `flow-widget-loader doctor [--key-env NAME [--base-url URL] [--session ID | --yes]]
                          [--script [URL]] [--page URL [--mode MODE] [--hosted-url URL]]
                          [--endpoint URL [--create]] [--timeout MS] [--json FILE]

  --key-env NAME   the environment variable that holds the API key of a flow, which is never an argument:
                   creates ONE REAL SESSION, which may be billed, and reads its result
  --base-url URL   the service (default: https://kyc.biometric.kz)
  --session ID     reads the result of this session instead of creating one
  --yes            creates the session without asking
  --script [URL]   loads the widget's script, without running it (default: both files of the service)
  --page URL       reads a page of your app: does it allow what the mode needs?
  --mode MODE      widget, frame, window or redirect (default: widget)
  --hosted-url URL the hosted page, without the session id (default: https://remote.biometric.kz/flow/)
  --endpoint URL   sends unauthenticated requests to your backend; creates no session
  --create         sends POSTs to the endpoint as well, with which a faulty backend CREATES REAL SESSIONS
  --timeout MS     the limit for each request (default: 10000)
  --json FILE      writes the report as JSON, with - to the standard output instead of the text

The report contains no key, no cookie, no session id and no data of users, so that you can put it into an issue.
Exit code: 0 without problems, 1 with problems, 2 for arguments that are not valid.`;

const MODES: readonly string[] = ['widget', 'frame', 'window', 'redirect'] satisfies Mode[];
const MAX_TIMEOUT = 600_000;

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: args.map((arg, index) => (isBareScript(args, index) ? '--script=' : arg)),
    allowPositionals: true,
    options: {
      'key-env': { type: 'string' },
      'base-url': { type: 'string', default: 'https://kyc.biometric.kz' },
      session: { type: 'string' },
      yes: { type: 'boolean', default: false },
      script: { type: 'string' },
      page: { type: 'string' },
      mode: { type: 'string', default: 'widget' },
      'hosted-url': { type: 'string', default: 'https://remote.biometric.kz/flow/' },
      endpoint: { type: 'string' },
      create: { type: 'boolean', default: false },
      timeout: { type: 'string', default: '10000' },
      json: { type: 'string' },
    },
  });
  // Not quoted: it may be a key.
  if (positionals.length > 0) throw new UsageError('An argument does not belong to an option.');
  const {
    'key-env': keyName,
    'base-url': base,
    'hosted-url': hosted,
    session,
    script,
    page,
    endpoint,
  } = values;
  if ([keyName, script, page, endpoint].every((value) => value === undefined)) {
    throw new UsageError('Choose at least one of --key-env, --script, --page and --endpoint.');
  }
  if (!MODES.includes(values.mode))
    throw new UsageError(`--mode must be one of ${MODES.join(', ')}, not "${values.mode}".`);
  const timeout = parseInteger('timeout', values.timeout, MAX_TIMEOUT);
  if (timeout === 0) throw new UsageError('--timeout must be at least 1.');
  const key = keyName === undefined ? undefined : readKey(keyName);
  const options: DoctorOptions = {
    timeout,
    service: key === undefined ? undefined : serviceOptions(key, base, session, values.yes),
    script: script === '' ? true : script && checkUrl('script', script),
    page:
      page === undefined
        ? undefined
        : {
            url: checkUrl('page', page),
            mode: values.mode as Mode,
            hostedUrl: checkUrl('hosted-url', hosted),
          },
    endpoint:
      endpoint === undefined ? undefined : { url: checkUrl('endpoint', endpoint), create: values.create },
  };
  const sections = await examine(options);
  const redact = redactorFor([key, session].filter((secret) => secret !== undefined));
  const environment = {
    version: packageVersion(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
  const json = () => `${redact(toJson(sections, environment))}\n`;
  if (values.json === '-') process.stdout.write(json());
  else {
    console.log(redact(toText(sections, environment)));
    if (values.json !== undefined) write(values.json, json());
  }
  if (countsOf(sections).problem > 0) process.exitCode = 1;
}

/** Returns whether an argument is `--script` without a URL. */
const isBareScript = (args: readonly string[], index: number): boolean =>
  args[index] === '--script' && (args[index + 1] === undefined || args[index + 1]?.startsWith('-') === true);

/** Reads the key from the environment. The name is quoted only if it looks like one, since it may be the key itself. */
function readKey(name: string): string {
  if (!/^[a-z_]\w{0,99}$/i.test(name) || (process.env[name] === undefined && name.length >= 40)) {
    throw new UsageError('--key-env must be the name of an environment variable, not the key itself.');
  }
  const key = process.env[name];
  if (key === undefined || key === '') throw new UsageError(`The environment variable ${name} is not set.`);
  return key;
}

function serviceOptions(
  key: string,
  base: string,
  sessionId: string | undefined,
  yes: boolean,
): DoctorOptions['service'] {
  const url = new URL(checkUrl('base-url', base));
  if (url.search !== '') throw new UsageError('--base-url must not have a query.');
  const isLocal = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !isLocal) {
    throw new UsageError(
      '--base-url must be https, because the key is sent to it; http is allowed for this machine only.',
    );
  }
  if (sessionId !== undefined && (!isSessionId(sessionId) || sessionId.length > 200)) {
    throw new UsageError('--session must be the id of a session, of at most 200 characters.');
  }
  const baseUrl = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  // Without a terminal and without consent, nothing at all is sent.
  if (sessionId === undefined && !yes && !process.stdin.isTTY) {
    throw new UsageError(
      '--key-env creates a real session. Without a terminal, agree with --yes, or pass --session ID.',
    );
  }
  return { key, baseUrl, sessionId, confirm: async () => confirm(baseUrl, yes) };
}

/** Says that a real session is created, and asks whether to. */
async function confirm(baseUrl: string, yes: boolean): Promise<boolean> {
  const notice = `This creates one real session of your flow at ${new URL(baseUrl).origin}, which may be billed.`;
  if (yes) {
    console.error(notice);
    return true;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${notice} Continue? [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** @throws UsageError without the value, which may contain credentials */
function checkUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash) {
    throw new UsageError(`--${name} must be an http(s) URL without credentials and without a fragment.`);
  }
  return url.href;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`--json: cannot write the file (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function packageVersion(): string {
  // Next to `dist/`, which contains this file.
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
