/** Checks the widget's script: whether a page can load it, and signs of what it defines. It is not run. */
import { createHash } from 'node:crypto';
import { isHtml, textOf } from './answers.js';
import { displayMediaType, displaySize, displayUrl, mediaType } from './display.js';
import { type Finding, info, ok, problem, type Section, unknown, warning } from './finding.js';
import { type Answer, failed, follow } from './request.js';
import { type Syntax, syntaxOf } from './syntax.js';

/** The two files in the service's guide (section 4.2), of which the loader tries the second if the first fails. */
export const SCRIPT_URLS = [
  'https://remote.biometric.kz/widget/flow-widget.umd.js',
  'https://remote.biometric.kz/widget/flow-widget.js',
];

export interface ScriptOptions {
  readonly timeout: number;
  /** The origin of the page that loads the script. */
  readonly origin: string;
  readonly signal?: AbortSignal | undefined;
}

/** The limit for the script, in bytes. */
const LIMIT = 20_000_000;
/** The media types that browsers run (HTML standard, JavaScript MIME type). */
const JAVASCRIPT =
  /^(application|text)\/(x-)?(java|ecma)script$|^text\/(javascript1\.[0-5]|jscript|livescript)$/;

export async function checkScript(url: string, options: ScriptOptions): Promise<Section> {
  const title = `Script ${displayUrl(url)}`;
  const { origin, timeout, signal } = options;
  try {
    const headers = { origin, accept: '*/*' };
    const { answer, redirects } = await follow(url, { timeout, limit: LIMIT, signal, headers });
    const findings = redirects.length > 0 ? [redirectFinding(answer.url)] : [];
    findings.push(statusFinding(answer));
    if (answer.status !== 200) return { title, findings };
    const code = textOf(answer.body);
    const html = isHtml(answer);
    findings.push(typeFinding(answer, html));
    if (html) return { title, findings };
    const syntax = await syntaxOf(code);
    findings.push(kindFinding(syntax), widgetFinding(code), corsFinding(answer, origin, syntax));
    findings.push(...embedFindings(answer), cacheFinding(answer), ...sizeFindings(answer));
    return { title, findings };
  } catch (error) {
    return { title, findings: [failed('script/reachable', error)] };
  }
}

const redirectFinding = (url: string): Finding =>
  warning(
    'script/redirect',
    `The script redirects to ${displayUrl(url)}.`,
    `Pass the final URL as \`src\`, or allow both origins in script-src: ${new URL(url).origin} too.`,
  );

function statusFinding({ status, ms }: Answer): Finding {
  const id = 'script/reachable';
  if (status === 200) return ok(id, `The script was answered with 200 in ${ms} ms.`);
  return problem(
    id,
    `The script was answered with ${status}.`,
    status === 404
      ? 'The file may have moved. Check the URL in `src`, and the guide of the service for the current one.'
      : 'Check the URL in `src`. If it is right, try again later or ask the support of the service.',
  );
}

function typeFinding(answer: Answer, html: boolean): Finding {
  const id = 'script/type';
  const type = displayMediaType(answer.headers);
  if (html) {
    return problem(
      id,
      `The response is HTML (${type}), not a script.`,
      'The URL leads to a page, for example an error page or a login. Check the URL in `src`.',
    );
  }
  const nosniff = /^\s*nosniff/i.test(answer.headers.get('x-content-type-options') ?? '');
  if (JAVASCRIPT.test(mediaType(answer.headers))) {
    return ok(id, `The content type is ${type}${nosniff ? ', with nosniff' : ''}.`);
  }
  const blocked = nosniff || /^(image|audio|video|text\/csv)/.test(mediaType(answer.headers));
  return problem(
    id,
    `The content type is ${type}${nosniff ? ' with nosniff' : ''}: browsers run it ${blocked ? 'neither as a module nor as a classic script' : 'only as a classic script'}.`,
    `The server must send \`Content-Type: text/javascript\`.${blocked ? '' : " Until then use `type: 'classic'`."}`,
  );
}

function kindFinding({ classic, module }: Syntax): Finding {
  const id = 'script/syntax';
  if (classic && module !== false) {
    return module === undefined
      ? unknown(id, 'It parses as a classic script; whether it parses as a module could not be checked.')
      : ok(id, 'It parses as a classic script and as a module.');
  }
  if (module) {
    return ok(id, "It is a module only: `type: 'module'`, the default, is needed.");
  }
  if (classic) {
    return warning(
      id,
      'It is a classic script only, and does not parse as a module.',
      "Use `type: 'classic'`.",
    );
  }
  return problem(
    id,
    'It has a syntax error, as a classic script and as a module.',
    'The file may be incomplete or not a script. Load it in a browser and look at the console.',
  );
}

function widgetFinding(code: string): Finding {
  const id = 'script/widget';
  const missing = ['FlowWidget', 'startSession'].filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
  // A module may export `startSession` instead of defining the global.
  const exported =
    /\bexport\s{0,99}\{[^{}]{0,2000}\bstartSession\b|\bexport\s{1,99}(async\s{1,99})?(function|const|let|var)\s{1,99}startSession\b/;
  if (missing.length === 0) {
    return ok(
      id,
      'It contains the names FlowWidget and startSession: a sign, not a proof, because it was not run.',
    );
  }
  if (exported.test(code))
    return ok(id, 'It exports startSession: a sign, not a proof, because it was not run.');
  return problem(
    id,
    `It does not contain the name${missing.length > 1 ? 's' : ''} ${missing.join(' and ')}: there is no sign that it defines FlowWidget.startSession.`,
    'Check that the URL in `src` is that of the widget. A file that only loads another one works in a browser, but cannot be checked here.',
  );
}

function corsFinding({ headers }: Answer, origin: string, { classic }: Syntax): Finding {
  const id = 'script/cors';
  const allowed = headers.get('access-control-allow-origin');
  if (allowed === '*' || allowed === origin) {
    return ok(
      id,
      `CORS allows ${allowed === '*' ? 'every origin' : origin}, which modules and \`integrity\` need.`,
    );
  }
  const fix = classic
    ? "Use `type: 'classic'` and leave `integrity` out, or have the server send `Access-Control-Allow-Origin: *`."
    : 'The server must send `Access-Control-Allow-Origin: *`.';
  return problem(
    id,
    `CORS: ${allowed === null ? 'the header Access-Control-Allow-Origin is missing' : `Access-Control-Allow-Origin allows another origin than ${origin}`}, so browsers do not load it as a module or with \`integrity\`.`,
    fix,
  );
}

function embedFindings({ headers }: Answer): Finding[] {
  const policy = (headers.get('cross-origin-resource-policy') ?? '').trim().toLowerCase();
  if (policy !== 'same-origin' && policy !== 'same-site') return [];
  return [
    warning(
      'script/resource-policy',
      `Cross-Origin-Resource-Policy is ${policy}, so browsers do not run it as a classic script in pages of other sites.`,
      "Use `type: 'module'`, which CORS decides about.",
    ),
  ];
}

function cacheFinding({ headers }: Answer): Finding {
  const id = 'script/cache';
  const control = headers.get('cache-control') ?? '';
  const age = /\bmax-age=(\d{1,10})\b/i.exec(control)?.[1];
  if (/\bno-store\b/i.test(control))
    return info(id, 'It is not cached (no-store): each page view downloads it.');
  if (/\bno-cache\b/i.test(control) || age === '0') {
    return info(id, 'It is cached, but browsers ask the server before each use.');
  }
  if (age !== undefined) return info(id, `It is cached for ${age} s.`);
  const validator = headers.has('etag') || headers.has('last-modified');
  return info(id, `It has no lifetime in caches${validator ? '; browsers choose one' : ' and no ETag'}.`);
}

function sizeFindings({ body, headers }: Answer): Finding[] {
  const encoding = /^[\w, -]{1,40}$/.exec(headers.get('content-encoding') ?? '')?.[0];
  const hash = createHash('sha384').update(body).digest('base64');
  return [
    info(
      'script/size',
      `It has ${displaySize(body.length)} ${encoding ? `before compression with ${encoding}` : 'and is sent without compression'}.`,
    ),
    info(
      'script/integrity',
      `integrity: 'sha384-${hash}'`,
      'Copy it only if you update it: the service may change the file at any time, and browsers then refuse the new one.',
    ),
  ];
}
