/** Backends that break the basic rules of the protocol; see `seeds-defences.mjs` for the format. */
import { userOf } from './reference.mjs';
import { idOf, isCreate, isRead, responseBody, responseHeaders, tokens } from './seed-tools.mjs';

const isWebhook = ({ url }) => new URL(url).pathname.startsWith('/webhooks/');

/** Changes the body of sessions (201) or verdicts (200). */
const jsonOf = (status, change) =>
  responseBody((response) =>
    response.status === status
      ? Response.json(change(JSON.parse(response.text)), {
          status,
          headers: { 'cache-control': 'no-store', ...response.headers },
        })
      : undefined,
  );

export const BASICS = [
  {
    name: 'sends sessions and verdicts as HTML',
    wrap: responseHeaders((headers, { status }) => status < 300 && headers.set('content-type', 'text/html')),
    only: ['create/content-type', 'create/status', 'verdict/status'],
    expected: ['create/content-type', 'verdict/status'],
  },
  {
    name: 'makes up the id of a session',
    wrap: jsonOf(201, (session) => ({ ...session, session_id: crypto.randomUUID() })),
    only: ['create/session-id', 'create/status'],
    expected: ['create/session-id'],
  },
  {
    name: 'sends a token that no header can contain',
    wrap: jsonOf(201, (session) => ({ ...session, token: 'қазақша' })),
    only: ['create/token', 'create/status'],
    expected: ['create/token'],
  },
  {
    name: 'creates two sessions for one POST',
    wrap: (handle) => async (request) => {
      if (isCreate(request) && userOf(request)) await handle(request.clone());
      return handle(request);
    },
    only: ['create/one-session', 'create/session-id', 'create/status'],
    expected: ['create/one-session'],
  },
  {
    name: 'ignores the key of a repeated POST',
    wrap: (handle) => (request) =>
      isCreate(request) ? handle(new Request(request, { body: '{}', duplex: 'half' })) : handle(request),
    only: ['create/idempotency', 'create/status'],
    expected: ['create/idempotency'],
  },
  {
    name: 'creates a session for any method',
    wrap: (handle) => (request) =>
      ['GET', 'PUT', 'DELETE', 'PATCH'].includes(request.method) && idOf(request) === 'flow'
        ? handle(new Request(request.url, { method: 'POST', headers: request.headers }))
        : handle(request),
    only: ['create/methods', 'create/status'],
    expected: ['create/methods', 'create/methods-405'],
  },
  {
    name: 'takes an unfinished session for a failed one',
    options: { present: (_result, { passed }) => (passed === null ? { passed: false } : {}) },
    only: ['verdict/progress', 'verdict/claimed', 'verdict/passed'],
    expected: [
      'verdict/progress',
      'verdict/progress-then-final',
      'verdict/progress-beside-true',
      'verdict/claimed',
    ],
  },
  {
    name: 'passes no user',
    options: { present: () => ({ passed: false }) },
    only: ['verdict/passed', 'verdict/failed'],
    expected: ['verdict/passed'],
  },
  {
    name: 'passes every user',
    options: {
      present: () => ({ passed: true, status: 'FINISHED', failure_reasons: [], cancelled: false }),
    },
    only: ['verdict/passed', 'verdict/failed', 'verdict/cancelled', 'verdict/expired'],
    expected: ['verdict/failed', 'verdict/cancelled', 'verdict/cancelled-flag', 'verdict/expired'],
  },
  {
    name: 'forgets a session whose verdict was read',
    wrap: (handle) => {
      const seen = new Set();
      return async (request) => {
        if (isRead(request) && seen.has(idOf(request)))
          return Response.json(
            { error: { code: 'not-found', message: '', retryable: false } },
            { status: 404 },
          );
        const response = await handle(request);
        if (response.status === 200 && (await response.clone().json()).passed !== null)
          seen.add(idOf(request));
        return response;
      };
    },
    only: ['verdict/repeated', 'verdict/passed'],
    expected: ['verdict/repeated'],
  },
  {
    name: 'does not look whose result the service has sent',
    proxy: async (url, init) => {
      const response = await fetch(url, init);
      const id = new URL(url).searchParams.get('session_id');
      const result = await response.json();
      return Response.json(id ? { ...result, id } : result, response);
    },
    only: ['verdict/other-session', 'verdict/passed'],
    expected: ['verdict/other-session'],
  },
  {
    name: 'does not expect a query',
    wrap: (handle) => (request) =>
      new URL(request.url).search ? new Response('{}', { status: 400 }) : handle(request),
    only: ['verdict/query', 'verdict/status'],
    expected: ['verdict/query'],
  },
  {
    name: 'takes all users for one and accepts any token',
    options: { authorize: (request) => userOf(request) && 'user' },
    wrap: tokens((known, request, token) =>
      [...known.values()].includes(token) ? (known.get(idOf(request)) ?? token) : token,
    ),
    only: ['binding/own', 'binding/other-user-forged', 'binding/altered'],
    expected: ['binding/own-token-other-session'],
  },
  {
    name: 'takes all users for one and does not compare the whole token',
    options: { authorize: (request) => userOf(request) && 'user' },
    wrap: tokens((known, request, token) => {
      const right = known.get(idOf(request));
      return right && token?.startsWith(right.slice(0, 12)) ? right : token;
    }),
    only: ['binding/own', 'binding/other-user-forged'],
    expected: ['binding/other-user-forged'],
  },
  {
    name: 'answers for sessions that it does not know',
    wrap: (handle) => async (request) => {
      const response = await handle(request);
      return isRead(request) && response.status >= 400 && response.status < 500
        ? Response.json({ passed: null, status: 'PROGRESS' })
        : response;
    },
    only: ['binding/foreign', 'binding/unknown', 'binding/anonymous-unknown', 'paths/odd', 'paths/service'],
    expected: [
      'binding/foreign-session',
      'binding/unknown-session',
      'binding/anonymous-unknown',
      'paths/odd-ids',
      'paths/odd-ids-anonymous',
      'paths/odd-tokens',
    ],
  },
  {
    name: 'decodes the path before it looks for the id',
    wrap: (handle) => (request) => {
      let { url } = request;
      try {
        url = new URL(decodeURIComponent(url)).href;
      } catch {
        // Not a path of a session.
      }
      return handle(new Request(url, request));
    },
    only: ['paths/more-segments'],
    expected: ['paths/more-segments'],
  },
  {
    name: 'calls another path of the service',
    wrap: (handle, service) => async (request) => {
      await fetch(`${service.url}/api/v1/flows/session/list/`).then((response) => response.text());
      return handle(request);
    },
    only: ['paths/service-paths'],
    expected: ['paths/service-paths'],
  },
  {
    name: 'refuses every request with an origin',
    wrap: (handle) => (request) =>
      request.headers.has('origin') ? new Response('{}', { status: 403 }) : handle(request),
    only: ['csrf/same-origin', 'csrf/cross-site', 'csrf/code-403'],
    expected: ['csrf/same-origin'],
  },
  {
    name: 'takes every answer of the service for an empty session or result',
    wrap: responseBody(({ status, request }) =>
      status >= 500
        ? Response.json({ passed: null, status: 'PROGRESS' }, { status: isRead(request) ? 200 : 201 })
        : undefined,
    ),
    only: ['errors/service-403', 'errors/service-empty', 'errors/service-list', 'errors/service-truncated'],
    expected: [
      'errors/service-403',
      'errors/service-empty',
      'errors/service-list',
      'errors/service-truncated',
    ],
  },
  {
    name: 'takes a missing session for a failure of the service',
    wrap: responseBody(({ status, headers, text, request }) =>
      status === 404 && isRead(request) ? new Response(text, { status: 502, headers }) : undefined,
    ),
    only: ['errors/service-404', 'errors/service-500'],
    expected: ['errors/service-404'],
  },
  {
    name: 'does not recover from a failure of the service',
    wrap: (handle) => {
      let broken = false;
      return async (request) => {
        const response = broken ? new Response('{}', { status: 503 }) : await handle(request);
        broken ||= response.status >= 500;
        return response;
      };
    },
    only: ['errors/recovers'],
    expected: ['errors/recovers'],
  },
  {
    name: 'fails for every webhook',
    wrap: (handle) => (request) => (isWebhook(request) ? new Response('', { status: 500 }) : handle(request)),
    expected: [
      'webhook/accepts',
      'webhook/other-events',
      'webhook/reads-result',
      'webhook/duplicate',
      'webhook/garbage',
      'webhook/unknown-session',
      'webhook/methods',
      'webhook/secret',
    ],
  },
  {
    name: 'answers a webhook with the result',
    wrap: (handle) => async (request) => {
      const copy = request.clone();
      const response = await handle(request);
      return isWebhook(request) && response.ok ? new Response(await copy.text()) : response;
    },
    expected: ['webhook/no-result'],
  },
];
