/** The assumptions of this package about the service that the service does not document, and what a session tells about them. */

import { FIELDS, isObject, type Source, STATUSES } from './fields.js';
import type { Answer } from './request.js';
import type { Shape } from './shape.js';

/** What was seen of the service. */
export interface Seen {
  readonly result: Record<string, unknown>;
  readonly shape: Shape;
  /** Whether the session has just been created, so that no user has begun it. */
  readonly fresh: boolean;
  /** The response to a CORS preflight of the request that creates a session. */
  readonly preflight?: Answer | undefined;
  /** The response for a session that does not exist. */
  readonly unknownSession?: Answer | undefined;
  /** The response to a wrong key. */
  readonly wrongKey?: Answer | undefined;
  /** The JSON bodies of error responses. */
  readonly errors: readonly unknown[];
}

export interface Assumption {
  readonly id: string;
  readonly source: Source;
  readonly text: string;
  /** Returns whether it is true, or `undefined` if the session does not tell. */
  holds(seen: Seen): boolean | undefined;
}

const codesOf = ({ result: { technologies } }: Seen): unknown[] =>
  Array.isArray(technologies) ? technologies.map((each) => isObject(each) && each.code) : [];
const statusOf = ({ result: { status } }: Seen): string | undefined =>
  typeof status === 'string' ? status.trim().toUpperCase() : undefined;
const reasonsOf = ({ result: { flow_session_failure_reasons: reasons } }: Seen): unknown[] =>
  Array.isArray(reasons) ? reasons : [];
const partsOf = ({ result }: Seen): unknown[] =>
  Object.entries(result)
    .filter(([name]) => name.endsWith('_result') && name !== 'flow_session_result')
    .map(([, part]) => part);
/** Returns `true` if something was seen, otherwise that nothing is known. */
const ifSeen = (seen: boolean): true | undefined => seen || undefined;

const RULES: readonly Assumption[] = [
  {
    id: 'create/cors',
    source: 'inferred',
    text: 'creating a session is allowed to pages of other origins (CORS)',
    holds: ({ preflight }) => preflight?.headers.has('access-control-allow-origin'),
  },
  {
    id: 'error/unknown-session',
    source: 'inferred',
    text: 'the result of an unknown session is answered with 404',
    holds: ({ unknownSession }) => unknownSession && unknownSession.status === 404,
  },
  {
    id: 'error/wrong-key',
    source: 'inferred',
    text: 'a wrong key is answered with 401 or 403',
    holds: ({ wrongKey }) => wrongKey && /^40[13]$/.test(String(wrongKey.status)),
  },
  {
    id: 'error/message',
    source: 'seen',
    text: 'an error has the field `message`',
    holds: ({ errors }) => ifSeen(errors.some((body) => isObject(body) && 'message' in body)),
  },
  {
    id: 'error/detail',
    source: 'inferred',
    text: 'an error has the field `detail` or `error`, or a list for each field, as in Django',
    holds: ({ errors }) =>
      ifSeen(
        errors.some(
          (body) =>
            isObject(body) &&
            ('detail' in body || 'error' in body || Object.values(body).every(Array.isArray)),
        ),
      ),
  },
  {
    id: 'status/new',
    source: 'seen',
    text: 'a session that no user has begun has the status `PROGRESS`, or none',
    holds: (seen) => (seen.fresh ? [undefined, 'PROGRESS'].includes(statusOf(seen)) : undefined),
  },
  {
    id: 'result/empty',
    source: 'seen',
    text: 'a `*_result` is `{}` until it is computed',
    holds: (seen) => ifSeen(partsOf(seen).some((part) => isObject(part) && Object.keys(part).length === 0)),
  },
  {
    id: 'status/finished-not-passed',
    source: 'seen',
    text: 'a session that was not passed can have the status `FINISHED` with `flow_session_result: false`',
    holds: (seen) => ifSeen(statusOf(seen) === 'FINISHED' && seen.result.flow_session_result === false),
  },
  {
    id: 'status/failed',
    source: 'inferred',
    text: 'a session that was not passed can have the status `FAILED` in a result',
    holds: (seen) => ifSeen(statusOf(seen) === 'FAILED' && seen.result.flow_session_result !== true),
  },
  ...Object.entries(STATUSES)
    .filter(([, source]) => source === 'inferred')
    .map(
      ([word, source]): Assumption => ({
        id: `status/${word.toLowerCase()}`,
        source,
        text: `there is a status \`${word}\``,
        holds: (seen) => ifSeen(statusOf(seen) === word),
      }),
    ),
  {
    id: 'reasons/objects',
    source: 'inferred',
    text: 'the entries of `flow_session_failure_reasons` can be objects',
    holds: (seen) => ifSeen(reasonsOf(seen).some(isObject)),
  },
  {
    id: 'reasons/texts',
    source: 'seen',
    text: 'the entries of `flow_session_failure_reasons` can be texts',
    holds: (seen) => ifSeen(reasonsOf(seen).some((reason) => typeof reason === 'string')),
  },
  {
    id: 'technology/LD',
    source: 'inferred',
    text: 'the code `LD` occurs in results',
    holds: (seen) => ifSeen(codesOf(seen).includes('LD')),
  },
  {
    id: 'technology/LDD',
    source: 'inferred',
    text: 'the result of `LDD` is `liveness_result`',
    holds: (seen) =>
      ifSeen(
        codesOf(seen).includes('LDD') &&
          !codesOf(seen).some((code) => code === 'LDHP' || code === 'LD') &&
          isObject(seen.result.liveness_result),
      ),
  },
];

/** Every field that is seen or inferred, with its type. */
const FIELD_RULES: readonly Assumption[] = Object.entries(FIELDS).flatMap(([parent, fields]) =>
  Object.entries(fields)
    .filter(([, [, source]]) => source !== 'documented')
    .map(([name, [type, source]]): Assumption => {
      const path = parent === '' ? name : `${parent}.${name}`;
      return {
        id: `field/${path}`,
        source,
        text: `\`${path}\` has the type ${type}`,
        holds: ({ shape }) => {
          const fields = shape.known.filter((field) => field.path === path);
          return fields.length === 0 ? undefined : fields.every(({ matches }) => matches);
        },
      };
    }),
);

export const ASSUMPTIONS: readonly Assumption[] = [...RULES, ...FIELD_RULES];
