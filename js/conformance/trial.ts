/** What the rules use to send requests to the backend and to judge the responses. */
import { readVerdict } from '../session/read-verdict.js';
import { FlowWidgetError } from '../shared/error.js';
import { setErrorClass } from '../shared/error-class.js';
import { isSessionId } from '../shared/session-id.js';
import type { Verdict } from '../shared/verify-types.js';
import { type Exchange, exchange, type Sent, type User, type Users } from './exchange.js';
import { Failure } from './failure.js';
import type { Result, Service } from './service.js';

setErrorClass(FlowWidgetError);

/** The backend under test, and what is known about it. */
export interface Target {
  /** The endpoint: the URL that `verify` gets. */
  readonly endpoint: string;
  readonly users: Users;
  /** The stand-in that the backend calls; without it, rules that need one are skipped. */
  readonly service?: Service | undefined;
  /** The time limit of a response, in ms. */
  readonly limit: number;
  readonly webhook?: string | undefined;
  readonly allowedOrigin?: string | undefined;
  /** How long a verdict can be read, in ms. */
  readonly lifetime?: number | undefined;
  /** The length of a body that is too large, in bytes. */
  readonly tooLarge: number;
}

/** A session that the backend has created. */
export interface CreatedSession {
  readonly id: string;
  readonly token?: string | undefined;
  readonly user: User;
  readonly exchange: Exchange;
}

/** The options of a request. */
export type Options = Partial<Omit<Sent, 'url' | 'user'>> & {
  /** `null` for no user. */
  readonly user?: User | null;
  /** The query, with its question mark. */
  readonly query?: string;
};

/** After how many creations in a row without a response none is tried. */
const MAX_TIMEOUTS = 2;

/** One run of the rules. */
export class Trial {
  /** Every exchange with the endpoint so far. */
  readonly exchanges: Exchange[] = [];
  /** How many creations in a row have exceeded the limit. */
  #timeouts = 0;

  constructor(readonly target: Target) {}

  /** The stand-in for the service, for rules that need it. */
  get service(): Service {
    if (!this.target.service) throw new Error('The rule needs the stand-in for the service.');
    return this.target.service;
  }

  /** The origin of the endpoint. */
  get origin(): string {
    return new URL(this.target.endpoint).origin;
  }

  /** Sends a request to a URL. */
  async send(url: string, { user, query: _, ...options }: Options = {}): Promise<Exchange> {
    const sent: Sent = { method: 'GET', headers: {}, ...options, url, user: user ?? undefined };
    const { endpoint, users, limit } = this.target;
    const result = await exchange(sent, users, limit);
    if (url.startsWith(endpoint.split('?')[0] ?? '')) this.exchanges.push(result);
    return result;
  }

  /** Sends the request that creates a session. */
  create({ user = 'a', headers = {}, ...options }: Options = {}): Promise<Exchange> {
    return this.send(this.target.endpoint, {
      method: 'POST',
      body: '{}',
      ...options,
      user,
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  /** Creates a session. */
  async created(user: User = 'a', options: Options = {}): Promise<CreatedSession> {
    // Otherwise a backend that does not answer at all would take the limit for each rule.
    if (this.#timeouts >= MAX_TIMEOUTS)
      throw new Failure('2xx with a `session_id`', 'no response to several requests before');
    const result = await this.create({ ...options, user });
    this.#timeouts = result.problem === 'timeout' ? this.#timeouts + 1 : 0;
    const { session_id: id, token } = objectOf(result.json);
    if (result.status < 200 || result.status > 299 || !isSessionId(id))
      throw new Failure('2xx with a `session_id`', describe(result), result);
    return { id, token: typeof token === 'string' ? token : undefined, user, exchange: result };
  }

  /** Creates a session whose result is `result`. */
  async createdWith(result: Result): Promise<CreatedSession> {
    const session = await this.created();
    this.service.setResult(session.id, result);
    return session;
  }

  /** Asks for a verdict: as the session's own user and with its token, unless the options say otherwise. */
  read(
    session: Pick<CreatedSession, 'id'> & Partial<CreatedSession>,
    { token, headers, ...options }: Options & { token?: string | null } = {},
  ): Promise<Exchange> {
    const value = token === undefined ? session.token : token;
    return this.readPath(encodeURIComponent(session.id), {
      user: session.user ?? 'a',
      ...options,
      headers: { ...headers, ...(typeof value === 'string' && { 'x-flow-token': value }) },
    });
  }

  /** Sends a request to a path below the endpoint. */
  readPath(path: string, { query = '', ...options }: Options = {}): Promise<Exchange> {
    const { endpoint } = this.target;
    const [base = '', ownQuery] = endpoint.split('?');
    const search = ownQuery === undefined ? query : `?${ownQuery}${query.replace('?', '&')}`;
    return this.send(`${base.replace(/\/$/, '')}/${path}${search}`, options);
  }

  /** Reads a verdict as `verify` does. */
  async verdictOf(session: CreatedSession): Promise<Verdict | undefined> {
    return this.verdictIn(await this.read(session), session);
  }

  /** Returns the verdict in a response, as `verify` reads it; `undefined` if it is not final. */
  verdictIn(result: Exchange, { id }: Pick<CreatedSession, 'id'>): Verdict | undefined {
    this.expectStatus(result, [200]);
    try {
      return readVerdict(objectOf(result.json, result), id);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure('a verdict that `verify` accepts', (error as Error).message, result);
    }
  }

  /** Fails if `condition` is false. */
  expect(condition: boolean, expected: string, result: Exchange, received = describe(result)): void {
    if (!condition) throw new Failure(expected, received, result);
  }

  /** Fails unless the status is one of a list, such as 404, or of a class, such as `4xx`. */
  expectStatus(result: Exchange, statuses: readonly (number | '4xx' | '5xx')[]): void {
    const { status } = result;
    const matches = statuses.some((each) => each === status || each === `${Math.floor(status / 100)}xx`);
    this.expect(matches, `status ${statuses.join(' or ')}`, result);
  }

  /** Fails unless a response is an error and its body is that of the protocol. */
  expectError(result: Exchange, statuses: readonly (number | '4xx' | '5xx')[]): void {
    this.expectStatus(result, statuses);
    const { code, message, retryable } = objectOf(objectOf(result.json).error);
    const isError = typeof code === 'string' && typeof message === 'string' && typeof retryable === 'boolean';
    this.expect(isError, '{ "error": { "code", "message", "retryable" } }', result);
  }

  /** Fails if the response of `work` has created a session. */
  async expectNoCreation(work: () => Promise<Exchange>): Promise<Exchange> {
    const before = this.service.creations.length;
    const result = await work();
    const count = this.service.creations.length - before;
    this.expect(count === 0, 'no session to be created', result, `${count} created`);
    return result;
  }
}

/** Returns a value if it is an object, otherwise an empty object, or fails if the exchange is given. */
export function objectOf(value: unknown, result?: Exchange): Record<string, unknown> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value))
    return value as Record<string, unknown>;
  if (result) throw new Failure('a JSON object', describe(result), result);
  return {};
}

/** Describes a header of a response in one line. */
export function describeHeader({ headers }: Exchange, name: string): string {
  const value = headers[name.toLowerCase()];
  return value === undefined ? `no header ${name}` : `${name}: ${value}`;
}

const PROBLEMS = {
  timeout: 'no response within the limit',
  closed: 'a closed connection',
  unreachable: 'no connection',
};
/** How many characters of a body are shown. */
const EXCERPT = 160;

/** Describes a response in one line. */
export function describe({ status, body, problem }: Exchange): string {
  if (problem) return PROBLEMS[problem];
  const text = body.replace(/\s+/g, ' ').trim();
  const excerpt = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
  return `status ${status}${excerpt && ` with ${excerpt}`}`;
}
