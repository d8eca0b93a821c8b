// The private way between the stand-in and the sandbox's service.
import { complain } from './config';
import { type Failure, type Technology, technologyOf } from './steps';

export interface Field {
  readonly value: string;
  readonly changeable: boolean;
}

export interface Session {
  readonly id: string;
  readonly technologies: readonly Technology[];
  readonly interchangeable: readonly Technology[];
  readonly iin: Field;
  readonly phone: Field;
  readonly skipInput: boolean;
  /** Whether the creator of the session gave the photo to compare with. */
  readonly photo: boolean;
}

/** What the service is told when a session is over. */
export interface Report {
  readonly outcome: 'completed' | 'cancelled' | 'failed';
  readonly technologies: Readonly<Partial<Record<Technology, { readonly passed: boolean }>>>;
  readonly edocument?: { readonly iin: string; readonly phone: string };
  readonly failure?: Failure;
}

/** Patience with the service, in ms. */
const PATIENCE = 15_000;

type Json = Record<string, unknown>;
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function field(value: unknown): Field {
  const { value: text, changeable } = record(value);
  const given = typeof text === 'string' ? text : '';
  // An empty field that nobody may fill in would be a dead end.
  return { value: given, changeable: changeable !== false || given === '' };
}

/** @throws Error when a technology is none that the stand-in has a screen for */
export function readSession(id: string, json: unknown): Session {
  const { technologies, edocument, face2face, interchangeable_tech } = record(json);
  const { iin, phone, skip_input } = record(edocument);
  const codes = list(technologies).map((name) => {
    const code = technologyOf(name);
    if (!code) throw complain(`the session has the unknown technology ${String(name)}`);
    return code;
  });
  if (codes.length === 0) throw complain('the session has no technologies');
  const others = list(interchangeable_tech).map(technologyOf);
  return {
    id,
    technologies: codes,
    interchangeable: others.filter((code) => code !== undefined),
    iin: field(iin),
    phone: field(phone),
    skipInput: skip_input === true,
    photo: record(face2face).photo === true,
  };
}

export interface Api {
  session(): Promise<Session>;
  start(): Promise<void>;
  finish(report: Report): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly text: string;
}

/** `signal` ends every request with the widget. */
export function connect(origin: string, id: string, signal: AbortSignal): Api {
  const base = `${origin}/sandbox/session/${encodeURIComponent(id)}`;

  async function call(path: string, init: RequestInit = {}): Promise<Answer> {
    const control = new AbortController();
    const stop = (): void => control.abort();
    const timer = setTimeout(stop, PATIENCE);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const answer = await fetch(base + path, { credentials: 'omit', ...init, signal: control.signal });
      // The body as well under the same patience.
      return { status: answer.status, ok: answer.ok, text: await answer.text() };
    } catch (cause) {
      if (signal.aborted) throw complain('the widget was removed');
      const why = control.signal.aborted ? `did not answer within ${PATIENCE / 1000} s` : 'cannot be reached';
      throw Object.assign(complain(`the service at ${origin} ${why}`), { cause });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  const post = (path: string, body: unknown): Promise<Answer> =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  const refuse = ({ status }: Answer): Error => {
    if (status === 404) return complain(`there is no session ${id}`);
    if (status === 409) return complain(`the session ${id} was already used; create a new one`);
    return complain(`the service answered with status ${status}`);
  };

  return {
    async session() {
      const answer = await call('');
      if (!answer.ok) throw refuse(answer);
      let json: unknown;
      try {
        json = JSON.parse(answer.text);
      } catch {
        throw complain('the service answered with something that is no JSON');
      }
      return readSession(id, json);
    },
    async start() {
      const answer = await post('/start', {});
      if (!answer.ok) throw refuse(answer);
    },
    async finish(report) {
      const answer = await post('/finish', report);
      // 409: the service has it already, from an attempt whose answer was lost.
      if (!answer.ok && answer.status !== 409) throw refuse(answer);
    },
  };
}
