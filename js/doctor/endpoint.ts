/** Checks a backend's endpoint (docs/server.md, "Wire format") with unauthenticated requests. */
import { createRedactor } from '../server/redact.js';
import { isHtml, parseJson, textOf } from './answers.js';
import { displayTarget } from './display.js';
import { isObject } from './fields.js';
import { type Finding, ok, problem, unknown, warning } from './finding.js';
import { type Answer, failed, RequestFailure, send } from './request.js';

export interface EndpointOptions {
  /** Additional headers of every request, such as those that identify a user. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Whether to send POSTs, with which a backend may create real sessions. Default: false. */
  readonly create?: boolean;
  /** The API key, if it is known: it must not be in a response. */
  readonly key?: string | undefined;
  /** The limit for each request, in ms. Default: 10000. */
  readonly timeout?: number;
}

/** The limit for a response, in bytes. */
const LIMIT = 1_000_000;
const FOREIGN_ORIGIN = 'https://doctor.invalid';
const FOREIGN = { origin: FOREIGN_ORIGIN, 'sec-fetch-site': 'cross-site' };
/** A session that does not exist. */
const NO_SESSION = '00000000-0000-4000-8000-000000000000';

/** Never creates a session, unless `create` is set. */
export async function checkEndpoint(url: string, options: EndpointOptions = {}): Promise<Finding[]> {
  const { headers = {}, signal, create = false, timeout = 10_000 } = options;
  const request = (target: string, method: string, more: Record<string, string> = {}) =>
    send(target, {
      method,
      headers: { accept: 'application/json', ...headers, ...more },
      ...(method === 'POST' && { body: '{}' }),
      timeout,
      limit: LIMIT,
      signal,
    });
  const json = { 'content-type': 'application/json' };
  const findings: Finding[] = [];
  const answers: Answer[] = [];
  const run = async (id: string, send: () => Promise<Answer>, check: (answer: Answer) => Finding[]) => {
    try {
      const answer = await send();
      answers.push(answer);
      const isRedirect = answer.status >= 300 && answer.status < 400;
      findings.push(...(isRedirect ? [redirectFinding(id, answer)] : check(answer)));
      return true;
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      findings.push(failed(id, error));
      return false;
    }
  };
  const read = readUrl(url);
  const reached = await run('endpoint/read', () => request(read, 'GET'), readFindings);
  if (!reached) return findings;
  await run('endpoint/cors', () => request(read, 'GET', FOREIGN), corsFindings);
  const preflight = { ...FOREIGN, 'access-control-request-method': 'POST' };
  await run('endpoint/preflight', () => request(url, 'OPTIONS', preflight), preflightFindings);
  if (create) {
    await run('endpoint/create', () => request(url, 'POST', json), createFindings);
    await run('endpoint/csrf', () => request(url, 'POST', { ...json, ...FOREIGN }), csrfFindings);
  } else {
    findings.push(
      unknown(
        'endpoint/create',
        'POSTs were not sent: a backend with a fault would create a real session.',
        'To check that unauthenticated users and other sites cannot create sessions, add --create.',
      ),
    );
  }
  findings.push(...cacheFindings(answers), ...keyFindings(answers, options.key));
  return findings;
}

/** Returns the URL of the verdict: the session id is appended to the path, and a query is kept. */
function readUrl(url: string): string {
  const target = new URL(url);
  target.pathname = `${target.pathname.replace(/\/$/, '')}/${NO_SESSION}`;
  return target.href;
}

const redirectFinding = (id: string, { status, headers, url }: Answer): Finding =>
  problem(
    id,
    `The endpoint answered with ${status}, a redirect to ${displayTarget(headers.get('location'), url)}.`,
    '`verify` refuses redirects. Use the final URL as `endpoint`, for example with the trailing slash that your framework wants, and answer 401 instead of redirecting to a login.',
  );

function readFindings(answer: Answer): Finding[] {
  const id = 'endpoint/read';
  const { status } = answer;
  if (status === 401)
    return [
      ok(id, 'An unauthenticated request for a verdict is refused with 401.'),
      ...shapeFindings(id, answer),
    ];
  if (status === 403 || status === 404) {
    return [
      ok(
        id,
        `An unauthenticated request for a verdict is refused with ${status}${status === 404 ? '. If nothing is mounted at this path, it looks the same' : ''}.`,
      ),
      ...shapeFindings(id, answer),
    ];
  }
  if (status >= 200 && status < 300) {
    return [
      problem(
        id,
        `An unauthenticated request for the verdict of a session that does not exist was answered with ${status}${isHtml(answer) ? ' and HTML' : ''}.`,
        isHtml(answer)
          ? 'The URL leads to a page. Check the path of the endpoint.'
          : 'Answer 401 to users who are not signed in, and 404 to unknown sessions; see docs/server.md.',
      ),
    ];
  }
  return [
    problem(
      id,
      `An unauthenticated request for a verdict was answered with ${status} instead of 401 or 404.`,
      status >= 500
        ? 'The backend has a fault; see its log. Is the API key set there?'
        : 'Check the path of the endpoint; see docs/server.md.',
    ),
  ];
}

function shapeFindings(id: string, answer: Answer): Finding[] {
  const body = parseJson(answer);
  const error = isObject(body) ? body.error : undefined;
  if (isObject(error) && typeof error.code === 'string' && typeof error.message === 'string') return [];
  return [
    warning(
      `${id}/shape`,
      `The error with ${answer.status} is ${isHtml(answer) ? 'HTML' : 'not as in docs/server.md'}.`,
      'Send `{ "error": { "code", "message", "retryable" } }` as JSON, from which `verify` takes its message.',
    ),
  ];
}

function corsFindings({ headers }: Answer): Finding[] {
  const id = 'endpoint/cors';
  const allowed = headers.get('access-control-allow-origin');
  if (allowed !== '*' && allowed !== FOREIGN_ORIGIN) {
    return [ok(id, 'CORS does not let pages of unknown origins read responses.')];
  }
  return [
    problem(
      id,
      `CORS lets pages of ${allowed === '*' ? 'every origin' : 'an unknown origin'} read responses${headers.get('access-control-allow-credentials') === 'true' ? ', with cookies' : ''}.`,
      'List the origins of your own pages in the option `cors.origins`, or send no CORS headers.',
    ),
  ];
}

function preflightFindings({ headers, status }: Answer): Finding[] {
  const allowed = headers.get('access-control-allow-origin');
  if (status >= 300 || (allowed !== '*' && allowed !== FOREIGN_ORIGIN)) return [];
  return [
    problem(
      'endpoint/preflight',
      'The preflight (OPTIONS) lets pages of unknown origins send POSTs.',
      'List the origins of your own pages in the option `cors.origins`, or answer no preflight.',
    ),
  ];
}

function createFindings(answer: Answer): Finding[] {
  const id = 'endpoint/create';
  const { status } = answer;
  if (status === 401 || status === 403) {
    return [
      ok(id, `An unauthenticated request for a session is refused with ${status}.`),
      ...shapeFindings(id, answer),
    ];
  }
  if (status >= 200 && status < 300) {
    return [
      warning(
        id,
        `An unauthenticated request created a session (${status}): every visitor can create sessions, which may be billed.`,
        'If you do not verify visitors on purpose, return `null` from `authorize` for users who are not signed in.',
      ),
    ];
  }
  return [
    problem(
      id,
      `An unauthenticated request for a session was answered with ${status} instead of 401.`,
      status >= 500
        ? 'The backend has a fault; see its log.'
        : 'Check the path of the endpoint; see docs/server.md.',
    ),
  ];
}

function csrfFindings({ status }: Answer): Finding[] {
  const id = 'endpoint/csrf';
  if (status === 401 || status === 403)
    return [ok(id, `A POST from a page of another site is refused with ${status}.`)];
  if (status >= 200 && status < 300) {
    return [
      problem(
        id,
        `A POST from a page of another site created a session (${status}).`,
        'Refuse POSTs whose Sec-Fetch-Site is cross-site, or whose Origin is not yours, with 403 (CSRF).',
      ),
    ];
  }
  return [
    warning(
      id,
      `A POST from a page of another site was answered with ${status} instead of 403.`,
      'Refuse it with 403 before anything else (CSRF).',
    ),
  ];
}

function cacheFindings(answers: readonly Answer[]): Finding[] {
  const id = 'endpoint/cache';
  const cached = answers.some(
    ({ headers, status }) => status !== 204 && !/\bno-store\b/i.test(headers.get('cache-control') ?? ''),
  );
  if (!cached) return [ok(id, 'Responses are not cached (no-store).')];
  return [
    warning(
      id,
      'Not every response has `Cache-Control: no-store`.',
      'Send `Cache-Control: no-store` with every response, so that no cache keeps a verdict or a token.',
    ),
  ];
}

function keyFindings(answers: readonly Answer[], key: string | undefined): Finding[] {
  const id = 'endpoint/key';
  const redact = key === undefined ? (text: string) => text : createRedactor(key);
  const contains = answers.some(({ headers, body }) => {
    const text = `${[...headers].flat().join('\n')}\n${textOf(body)}`;
    return redact(text) !== text || /flow_api_key|"api_key"/.test(text);
  });
  if (!contains) return [ok(id, 'No response contains the API key.')];
  return [
    problem(
      id,
      'A response contains the API key, or the field in which it is sent to the service.',
      'Do not pass on responses or errors of the service. Rotate the key in the personal cabinet, since it may be known.',
    ),
  ];
}
