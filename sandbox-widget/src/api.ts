// Client of the sandbox service's private API under `/sandbox/session/`, which only the widget
// stand-in uses.
import { widgetError } from './config';
import { FAILURE_TYPES, type Failure } from './failures';
import { type Preset, type Technology, technologyOf } from './flow';

/** A form field that the creator of the session can prefill and lock. */
export interface Field {
  readonly value: string;
  readonly changeable: boolean;
}

/** The properties of a session that the widget uses. */
export interface Session {
  readonly id: string;
  /** The steps of the session, in order. */
  readonly technologies: readonly Technology[];
  /** Steps that the user can swap for one another. */
  readonly interchangeable: readonly Technology[];
  readonly iin: Field;
  readonly phone: Field;
  /** Whether the e-document step skips its form and asks for the SMS code at once. */
  readonly skipInput: boolean;
  /** Whether the creator of the session supplied the reference photo for the comparison. */
  readonly photo: boolean;
  /**
   * Whether the user can continue on a phone by QR code: never, when there is no camera, or always on a
   * desktop. These are the switches "allow QR" and "always QR for desktop" of the service's flows.
   */
  readonly qr: 'off' | 'allow' | 'always';
  /** Whether the user can try again after a failed face check. */
  readonly retryLiveness: boolean;
  /** The outcome with which the session ends as soon as the widget starts. */
  readonly preset: Preset | undefined;
  /** Path of the hosted page on the sandbox service; `undefined` if the service has none. */
  readonly hostedPath: string | undefined;
}

/** Body of the request that reports a technology. */
export interface TechnologyReport {
  readonly code: Technology;
  /** Absent when the technology begins. */
  readonly passed?: boolean;
  readonly failure?: Failure;
}

/** Body of the request that ends a session. */
export interface Report {
  readonly outcome: 'completed' | 'cancelled' | 'failed';
  readonly technologies: Readonly<Partial<Record<Technology, { readonly passed: boolean }>>>;
  readonly edocument?: { readonly iin: string; readonly phone: string };
  readonly failure?: Failure;
}

/** Time limit for a request and its response body, in ms. */
const REQUEST_TIMEOUT = 15_000;

type Json = Record<string, unknown>;
const asRecord = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};
const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function readField(json: unknown): Field {
  const { value, changeable } = asRecord(json);
  const text = typeof value === 'string' ? value : '';
  // An empty field must stay editable, or the user could not continue.
  return { value: text, changeable: changeable !== false || text === '' };
}

const OUTCOMES = ['passed', 'failed', 'cancelled', 'expired'] as const;
const QR_MODES = ['off', 'allow', 'always'] as const;

function readPreset(json: unknown): Preset | undefined {
  const { outcome, reason, technology } = asRecord(json);
  const known = OUTCOMES.find((name) => name === outcome);
  if (!known) return undefined;
  const { type, detail } = asRecord(reason);
  return {
    outcome: known,
    reason:
      typeof type === 'string'
        ? {
            type: FAILURE_TYPES.find((name) => name === type) ?? 'OTHER',
            detail: typeof detail === 'string' && detail ? detail : null,
          }
        : null,
    technology: technologyOf(technology) ?? null,
  };
}

/**
 * Parses the sandbox service's description of a session. Missing metadata gets the defaults from the
 * service's guide.
 *
 * @throws Error if `technologies` is empty or names a technology that the stand-in does not support
 */
export function readSession(id: string, json: unknown): Session {
  const view = asRecord(json);
  const { technologies, edocument, face2face, interchangeable_tech, hosted_path } = view;
  const { iin, phone, skip_input } = asRecord(edocument);
  const codes = asArray(technologies).map((name) => {
    const code = technologyOf(name);
    if (!code) throw widgetError(`the session has the unknown technology ${String(name)}`);
    return code;
  });
  if (codes.length === 0) throw widgetError('the session has no technologies');
  const interchangeable = asArray(interchangeable_tech).map(technologyOf);
  return {
    id,
    technologies: codes,
    interchangeable: interchangeable.filter((code) => code !== undefined),
    iin: readField(iin),
    phone: readField(phone),
    skipInput: skip_input === true,
    photo: asRecord(face2face).photo === true,
    qr: QR_MODES.find((mode) => mode === view.qr) ?? 'off',
    retryLiveness: view.retry_liveness === true,
    preset: readPreset(view.preset),
    hostedPath: typeof hosted_path === 'string' ? hosted_path : undefined,
  };
}

/** The requests about one session. Each rejects with an Error if it fails. */
export interface Api {
  /** Fetches the session. */
  session(): Promise<Session>;
  /** Marks the session as started. A session that has not ended can be started again, after a reload. */
  start(): Promise<void>;
  /** Reports that a technology begins or has ended. */
  technology(report: TechnologyReport): Promise<void>;
  /** Ends the session with its preset outcome. */
  end(preset: Preset): Promise<void>;
  /** Reports how the session ended. */
  finish(report: Report): Promise<void>;
}

interface TextResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly text: string;
}

/**
 * Returns the requests about the session `id`.
 *
 * @param origin origin of the sandbox service
 * @param signal aborts all pending requests
 */
export function connect(origin: string, id: string, signal: AbortSignal): Api {
  const base = `${origin}/sandbox/session/${encodeURIComponent(id)}`;

  async function send(path: string, init: RequestInit = {}): Promise<TextResponse> {
    const control = new AbortController();
    const abort = (): void => control.abort();
    const timer = setTimeout(abort, REQUEST_TIMEOUT);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const response = await fetch(base + path, { credentials: 'omit', ...init, signal: control.signal });
      // Read here so that the timeout covers the body.
      return { status: response.status, ok: response.ok, text: await response.text() };
    } catch (cause) {
      if (signal.aborted) throw widgetError('the widget was removed');
      const problem = control.signal.aborted
        ? `did not respond within ${REQUEST_TIMEOUT / 1000} s`
        : 'cannot be reached. Is it running, and does the connect-src of your Content-Security-Policy allow it?';
      throw Object.assign(widgetError(`the sandbox service at ${origin} ${problem}`), { cause });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  const post = (path: string, body: unknown): Promise<TextResponse> =>
    send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  const errorFor = ({ status }: TextResponse): Error => {
    if (status === 404) return widgetError(`there is no session ${id}`);
    if (status === 410) return widgetError(`the session ${id} has expired; create a new one`);
    if (status === 409) return widgetError(`the session ${id} was already used; create a new one`);
    return widgetError(`the sandbox service responded with status ${status}`);
  };

  return {
    async session() {
      const response = await send('');
      if (!response.ok) throw errorFor(response);
      let json: unknown;
      try {
        json = JSON.parse(response.text);
      } catch {
        throw widgetError('the sandbox service returned a non-JSON body');
      }
      return readSession(id, json);
    },
    async start() {
      const response = await post('/start', {});
      if (!response.ok) throw errorFor(response);
    },
    async technology(report) {
      const response = await post('/technology', report);
      if (!response.ok) throw errorFor(response);
    },
    async end({ outcome, reason, technology }) {
      const response = await post('/end', {
        outcome,
        ...(reason ? { reason } : {}),
        ...(technology ? { technology } : {}),
      });
      if (!response.ok && response.status !== 409) throw errorFor(response);
    },
    async finish(report) {
      const response = await post('/finish', report);
      // 409: an earlier attempt succeeded, but its response was lost.
      if (!response.ok && response.status !== 409) throw errorFor(response);
    },
  };
}
