/** Checks the service with the key of a flow: creates one session, or takes an existing one, and reads its result. */
import { randomUUID } from 'node:crypto';
import { checkAnswer, errorFields, fixFor, ISSUES, isHtml, parseJson } from './answers.js';
import { assumptionFindings, resultFindings, sessionFindings } from './contract.js';
import { displayMediaType, displayTarget, displayUrl, mediaType } from './display.js';
import { isObject } from './fields.js';
import { type Finding, info, ok, problem, type Section, unknown, warning } from './finding.js';
import { type Answer, failed, proxyHint, send } from './request.js';
import { shapeOf } from './shape.js';

export interface ServiceOptions {
  /** The key of a flow. It is sent to the service only. */
  readonly key: string;
  /** The origin of the service, and a path before that of its API. */
  readonly baseUrl: string;
  /** The limit for each request, in ms. */
  readonly timeout: number;
  /** An existing session whose result is read instead of creating one. */
  readonly sessionId?: string | undefined;
  /** Asks whether a real session may be created. */
  confirm(): Promise<boolean>;
  readonly signal?: AbortSignal | undefined;
}

/** The limits for bodies, in bytes. A result can contain documents. */
const [SMALL, LARGE] = [64_000, 32_000_000];
/** The minimum length of a key, in characters; see docs/service.md. */
const KEY_LENGTH = 47;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** A page that does not exist, for a CORS preflight. */
const FOREIGN_ORIGIN = 'https://doctor.invalid';

export async function checkService(options: ServiceOptions): Promise<Section[]> {
  const findings: Finding[] = [];
  const service: Section = { title: `Service ${displayUrl(options.baseUrl)}`, findings };
  const key = keyFinding(options.key);
  findings.push(key);
  if (key.status === 'problem' || !(await reach(options, findings))) return [service];
  const fresh = options.sessionId === undefined;
  const sessionId = options.sessionId ?? (await create(options, findings));
  if (sessionId === undefined) return [service];
  const result = await read(options, sessionId, findings);
  const probes = await probe(options, sessionId, findings);
  if (!result) return [service];
  const shape = shapeOf(result);
  return [
    service,
    { title: 'Result', findings: resultFindings(result, shape, sessionId, fresh) },
    {
      title: 'Assumptions of this package that the service does not document',
      findings: assumptionFindings({ result, shape, fresh, ...probes }),
    },
  ];
}

function keyFinding(key: string): Finding {
  const id = 'service/key';
  const fix = 'Copy the key of the flow from the personal cabinet again. Nothing was sent.';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is searched for.
  if (/[\s\u0000-\u001f\u007f]/.test(key)) {
    return problem(
      id,
      `The key has ${key.length} characters and contains white space or control characters.`,
      fix,
    );
  }
  if (key.length < KEY_LENGTH) {
    return problem(
      id,
      `The key has ${key.length} characters; keys of the service have ${KEY_LENGTH} or more.`,
      fix,
    );
  }
  return ok(id, `The key has ${key.length} characters and no white space.`);
}

const createUrl = ({ baseUrl }: ServiceOptions) => `${baseUrl}/api/v1/flows/session/create/`;
const resultUrl = ({ baseUrl }: ServiceOptions, sessionId?: string, key?: string) => {
  const url = new URL(`${baseUrl}/api/v1/flows/session/result/`);
  if (sessionId !== undefined) url.searchParams.set('session_id', sessionId);
  if (key !== undefined) url.searchParams.set('flow_api_key', key);
  return url;
};

/**
 * Sends a request without the key, so that the key reaches no captive portal and no server with an untrusted
 * certificate.
 *
 * @returns whether the key may be sent
 */
async function reach(options: ServiceOptions, findings: Finding[]): Promise<boolean> {
  const id = 'service/reachable';
  const { timeout, signal } = options;
  try {
    const answer = await send(resultUrl(options), { timeout, limit: SMALL, signal });
    const { status, ms, headers } = answer;
    if (status >= 300 && status < 400) {
      const target = displayTarget(headers.get('location'), answer.url);
      findings.push(
        problem(
          id,
          `A request without the key was answered with ${status}, a redirect to ${target}.`,
          fixFor(answer),
        ),
      );
      return false;
    }
    if (status < 300 && isHtml(answer)) {
      findings.push(
        problem(
          id,
          `A request without the key was answered with ${status} and HTML instead of JSON. The key was not sent.`,
          'A proxy, a captive portal or another server answers. Check --base-url and the network.',
        ),
      );
      return false;
    }
    if (status >= 500) {
      findings.push(
        warning(
          id,
          `A request without the key was answered with ${status}${errorFields(answer)}.`,
          fixFor(answer),
        ),
      );
      return true;
    }
    const isHttps = options.baseUrl.startsWith('https:');
    const text = `The service responds${isHttps ? ', and its certificate is trusted' : ''}; a request without the key took ${ms} ms.`;
    findings.push(ok(id, text));
    const hint = proxyHint();
    if (hint) findings.push(info('service/proxy', hint.trim()));
    return true;
  } catch (error) {
    findings.push(failed(id, error));
    return false;
  }
}

/** @returns the id of the new session, or `undefined` if there is none */
async function create(options: ServiceOptions, findings: Finding[]): Promise<string | undefined> {
  const { key, timeout, signal } = options;
  if (!(await options.confirm())) {
    findings.push(
      unknown(
        'service/create',
        'No session was created, because you did not agree.',
        'Pass --yes, or --session ID to read the result of an existing session.',
      ),
    );
    return undefined;
  }
  let answer: Answer;
  try {
    answer = await send(createUrl(options), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ api_key: key }),
      timeout,
      limit: SMALL,
      signal,
    });
  } catch (error) {
    findings.push(failed('service/create', error));
    return undefined;
  }
  const finding = checkAnswer('service/create', 'Creating a session', answer);
  findings.push(finding);
  if (finding.status !== 'ok') return undefined;
  findings.push(...typeFindings('service/create/type', answer));
  const body = parseJson(answer);
  findings.push(...sessionFindings(body));
  if (!isObject(body) || typeof body.session_id !== 'string' || body.session_id === '') return undefined;
  findings.push(
    UUID.test(body.session_id)
      ? ok('service/session-id', 'The session id is a UUID.')
      : warning(
          'service/session-id',
          `The session id is a text of ${body.session_id.length} characters, not a UUID.`,
          'The package accepts it, if it has at most 200 characters. With a backend of your own, check that it does, too.',
        ),
  );
  return body.session_id;
}

/** @returns the result, or `undefined` if it could not be read */
async function read(
  options: ServiceOptions,
  sessionId: string,
  findings: Finding[],
): Promise<Record<string, unknown> | undefined> {
  const { key, timeout, signal } = options;
  const id = 'service/result';
  try {
    const url = resultUrl(options, sessionId, key);
    const answer = await send(url, {
      timeout,
      limit: LARGE,
      signal,
      headers: { accept: 'application/json' },
    });
    const finding = checkAnswer(id, 'Reading the result', answer);
    findings.push(finding);
    if (finding.status !== 'ok') return undefined;
    findings.push(...typeFindings('service/result/type', answer));
    const value = parseJson(answer);
    if (isObject(value)) return value;
    findings.push(
      problem(id, 'The result is not a JSON object.', 'Check --base-url; another server may answer.'),
    );
  } catch (error) {
    findings.push(failed(id, error));
  }
  return undefined;
}

function typeFindings(id: string, { headers }: Answer): Finding[] {
  if (/^application\/([\w.+-]+\+)?json$/.test(mediaType(headers))) return [];
  return [
    warning(
      id,
      `The body is JSON, but the response has ${displayMediaType(headers)}.`,
      'The package accepts it. If it is new, a proxy may have changed the response.',
    ),
  ];
}

/** Makes requests that create nothing, to see how the service answers errors. */
async function probe(options: ServiceOptions, sessionId: string, findings: Finding[]) {
  const { key, timeout, signal } = options;
  const attempt = async (url: URL | string, more = {}): Promise<Answer | undefined> => {
    try {
      return await send(url, { timeout, limit: SMALL, signal, ...more });
    } catch (error) {
      failed('', error);
      return undefined;
    }
  };
  const headers = {
    origin: FOREIGN_ORIGIN,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };
  const preflight = await attempt(createUrl(options), { method: 'OPTIONS', headers });
  const unknownSession = await attempt(resultUrl(options, randomUUID(), key));
  const wrongKey = await attempt(resultUrl(options, sessionId, 'x'.repeat(KEY_LENGTH)));
  const errors: Answer[] = [];
  for (const [name, what, answer] of [
    ['unknown-session', 'The result of a session that does not exist', unknownSession],
    ['wrong-key', 'A result with a wrong key', wrongKey],
  ] as const) {
    const id = `service/${name}`;
    if (!answer) {
      findings.push(unknown(id, `${what} could not be requested.`));
    } else if (answer.status < 400) {
      findings.push(
        warning(
          id,
          `${what} was answered with ${answer.status} instead of an error.`,
          `Open an issue with this report: ${ISSUES}`,
        ),
      );
    } else {
      findings.push(info(id, `${what} was answered with ${answer.status}${errorFields(answer)}.`));
      errors.push(answer);
    }
  }
  return { preflight, unknownSession, wrongKey, errors: errors.map(parseJson) };
}
