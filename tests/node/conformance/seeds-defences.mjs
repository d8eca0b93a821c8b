/**
 * Faults of backends, each with the rules that find it. A fault changes the options of the package's handler (`options`),
 * its requests and responses (`wrap`), or what is between it and the service (`proxy`).
 */
import { sandboxKeys } from '../../../dist/sandbox.js';
import { userOf } from './reference.mjs';
import { idOf, isCreate, isRead, responseBody, responseHeaders, tokens, withHeaders } from './seed-tools.mjs';

const RETRYABLE = ['errors/service-500', 'errors/service-503', 'errors/service-lost'];

export const DEFENCES = [
  {
    name: 'takes an unknown outcome for a pass',
    options: {
      present: (_result, { passed, status }) =>
        passed === null && status === 'FINISHED' ? { passed: true } : {},
    },
    expected: [
      'verdict/unknown-status',
      'verdict/no-outcome',
      'verdict/wrong-types',
      'verdict/technology-failed',
    ],
  },
  {
    name: 'believes flow_session_result before the end and beside reasons',
    options: {
      present: ({ flow_session_result }) =>
        flow_session_result === true ? { passed: true, status: 'FINISHED', failure_reasons: [] } : {},
    },
    expected: [
      'verdict/status-beside-true',
      'verdict/reason-beside-true',
      'verdict/reason-nested',
      'verdict/progress-beside-true',
      'verdict/unknown-status',
    ],
  },
  {
    name: 'ignores the reason in a *_result',
    options: {
      present: (result) =>
        result.status === 'FINISHED' &&
        result.flow_session_result === true &&
        !result.flow_session_failure_reasons
          ? { passed: true, failure_reasons: [] }
          : {},
    },
    expected: ['verdict/reason-nested'],
  },
  {
    name: 'takes any truthy flow_session_result for a pass',
    options: {
      present: (result, { passed, status }) =>
        passed === null && status === 'FINISHED' && result.flow_session_result ? { passed: true } : {},
    },
    expected: ['verdict/unknown-status', 'verdict/wrong-types'],
  },
  {
    name: 'forgets the reasons and who gave up',
    options: { present: () => ({ failure_reasons: [], cancelled: undefined }) },
    expected: ['verdict/cancelled-flag', 'verdict/reasons'],
  },
  {
    name: 'passes on the data of the document',
    options: { present: ({ document_recognition_result }) => ({ document: document_recognition_result }) },
    expected: ['verdict/personal-data'],
  },
  {
    name: 'answers with the id of another session',
    options: { present: () => ({ session_id: '00000000-0000-4000-8000-000000000000' }) },
    only: ['verdict/session-id'],
    expected: ['verdict/session-id'],
  },
  {
    name: 'caches the first verdict',
    wrap: (handle) => {
      const cache = new Map();
      return async (request) => {
        if (!isRead(request)) return handle(request);
        const key = idOf(request);
        if (!cache.has(key)) {
          const response = await handle(request);
          if (response.status !== 200) return response;
          cache.set(key, response);
        }
        return cache.get(key).clone();
      };
    },
    expected: ['verdict/progress-then-final'],
  },
  {
    name: "takes the verdict from the browser's body",
    wrap: (handle) => {
      const claims = new Map();
      return async (request) => {
        if (request.method === 'POST' && idOf(request) !== 'flow') {
          claims.set(idOf(request), await request.text());
          return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
        }
        const claim = isRead(request) && claims.get(idOf(request));
        return claim ? Response.json(JSON.parse(claim)) : handle(request);
      };
    },
    expected: ['verdict/claimed'],
  },
  {
    name: 'takes all users for one',
    options: { authorize: (request) => userOf(request) && 'user' },
    expected: ['binding/other-user', 'binding/same-answer', 'binding/service-not-called'],
  },
  {
    name: 'lets anyone in',
    options: { authorize: (request) => userOf(request) ?? 'guest' },
    areas: ['create/', 'binding/'],
    expected: ['create/anonymous', 'binding/anonymous'],
  },
  {
    name: 'ignores the token',
    wrap: tokens((known, request) => known.get(idOf(request))),
    expected: ['binding/altered-token', 'binding/no-token', 'binding/token-of-session'],
  },
  {
    name: "accepts any of the user's tokens for any session",
    wrap: tokens((known, request, token) =>
      [...known.values()].includes(token) ? (known.get(idOf(request)) ?? token) : token,
    ),
    expected: ['binding/token-of-session'],
  },
  {
    name: 'does not compare the whole token',
    wrap: tokens((known, request, token) => {
      const right = known.get(idOf(request));
      return right && token?.startsWith(right.slice(0, 12)) ? right : token;
    }),
    expected: ['binding/altered-token'],
  },
  {
    name: 'repeats the API key in an error',
    wrap: responseBody(({ status, headers, text }) =>
      status >= 500
        ? new Response(text.replace('failed', sandboxKeys.everyone), { status, headers })
        : undefined,
    ),
    areas: ['errors/service-403', 'responses/'],
    expected: ['responses/api-key'],
  },
  {
    name: 'repeats the API key in a header, in base64',
    wrap: responseHeaders((headers, { status }) => {
      if (status === 201) headers.set('x-debug', btoa(`key=${sandboxKeys.everyone}`));
    }),
    expected: ['responses/api-key'],
  },
  {
    name: "passes on the text of the service's error",
    detail: true,
    expected: ['errors/details'],
  },
  {
    name: 'follows a redirect with the API key',
    proxy: (url, init) => fetch(url, init),
    only: ['errors/service-redirect', 'errors/service-500'],
    expected: ['errors/service-redirect'],
  },
  {
    name: 'has no time limit for the service',
    options: { timeout: 0 },
    limit: 3_000,
    only: ['limits/service-hangs'],
    expected: ['limits/service-hangs-create', 'limits/service-hangs-result'],
  },
  {
    name: 'repeats a POST that has failed',
    wrap: (handle) => async (request) => {
      if (!isCreate(request)) return handle(request);
      const body = await request.text();
      const again = () => handle(new Request(request, { body, duplex: 'half' }));
      const response = await again();
      return response.status >= 500 ? again() : response;
    },
    only: ['create/not-repeated', 'create/one-session', 'create/status'],
    expected: ['create/not-repeated'],
  },
  {
    name: 'gives the same session to all requests of a moment',
    wrap: (handle) => {
      let latest;
      return async (request) => {
        if (!isCreate(request)) return handle(request);
        latest ??= handle(request).finally(() => {
          setTimeout(() => {
            latest = undefined;
          });
        });
        return (await latest).clone();
      };
    },
    only: ['create/concurrent', 'create/one-session'],
    expected: ['create/concurrent'],
  },
  {
    name: "passes on the page's metadata unchecked",
    proxyBody: true,
    only: ['create/metadata', 'create/fields', 'create/status'],
    expected: ['create/metadata-types', 'create/metadata-unchecked', 'create/fields-of-page'],
  },
  {
    name: 'answers 500 for garbage',
    wrap: responseBody(({ status, headers, text }) =>
      status === 400 ? new Response(text, { status: 500, headers }) : undefined,
    ),
    areas: ['create/malformed', 'responses/'],
    expected: ['create/malformed', 'create/malformed-400', 'responses/no-500'],
  },
  {
    name: 'ignores the length of the body and its content type',
    wrap: (handle) => async (request) => {
      if (!isCreate(request) || !userOf(request)) return handle(request);
      await request.text();
      return handle(new Request(request.url, { method: 'POST', headers: request.headers }));
    },
    areas: ['create/too-large', 'create/content-type-415', 'create/malformed', 'create/slow-body'],
    limit: 5_000,
    expected: [
      'create/malformed',
      'create/malformed-400',
      'create/content-type-415',
      'create/too-large',
      'create/slow-body',
    ],
  },
  {
    name: 'has no CSRF protection',
    wrap: (handle) => (request) =>
      handle(
        withHeaders(request, {
          origin: undefined,
          'sec-fetch-site': undefined,
          'content-type': 'application/json',
        }),
      ),
    expected: [
      'csrf/cross-site',
      'csrf/origin-only',
      'csrf/null-origin',
      'csrf/form',
      'csrf/same-site',
      'csrf/similar-origin',
      'csrf/code-403',
    ],
  },
  {
    name: 'compares only the beginning of the origin',
    wrap: (handle) => (request) => {
      const { origin } = new URL(request.url);
      const isSimilar = request.headers.get('origin')?.startsWith(origin);
      return handle(isSimilar ? withHeaders(request, { origin }) : request);
    },
    expected: ['csrf/similar-origin'],
  },
  {
    name: 'allows pages of every origin',
    wrap: responseHeaders((headers) => headers.set('access-control-allow-origin', '*')),
    areas: ['cors/'],
    expected: ['cors/unknown-origin', 'cors/preflight', 'cors/response'],
  },
  {
    name: 'allows whatever origin a request has',
    wrap: responseHeaders((headers, _response, request) => {
      headers.set('access-control-allow-origin', request.headers.get('origin') ?? '');
      headers.set('access-control-allow-credentials', 'true');
      headers.delete('vary');
    }),
    expected: ['cors/unknown-origin', 'cors/vary'],
  },
  {
    name: 'does not forbid caching',
    wrap: responseHeaders((headers) => headers.delete('cache-control')),
    areas: ['responses/'],
    expected: ['responses/no-store', 'responses/no-store-errors'],
  },
  {
    name: 'redirects to the path with a slash',
    wrap: (handle) => async (request) =>
      isCreate(request)
        ? new Response(null, {
            status: 308,
            headers: { location: '/api/flow/', 'cache-control': 'no-store' },
          })
        : handle(request),
    only: ['create/status', 'responses/no-redirect'],
    expected: ['create/status', 'responses/no-redirect'],
  },
  {
    name: 'calls every failure final',
    wrap: responseBody(({ status, headers, text }) =>
      status >= 500
        ? new Response(text.replace('"retryable":true', '"retryable":false'), { status, headers })
        : undefined,
    ),
    only: RETRYABLE,
    expected: RETRYABLE,
  },
  {
    name: 'hides failures of the service',
    wrap: responseBody(({ status, request }) =>
      status >= 500 && isRead(request) ? Response.json({ passed: null, status: 'PROGRESS' }) : undefined,
    ),
    only: [...RETRYABLE, 'errors/service-html'],
    expected: [...RETRYABLE, 'errors/service-html'],
  },
  {
    name: 'answers errors in HTML',
    wrap: responseBody(({ status, headers }) =>
      status >= 400 ? new Response('<h1>Error</h1>', { status, headers }) : undefined,
    ),
    only: ['errors/shape', 'responses/json-errors'],
    expected: ['errors/shape', 'responses/json-errors'],
  },
  {
    name: 'acknowledges the end of a session whose result is not final',
    wrap: responseBody(({ text }) =>
      text.includes('"not-final"') ? Response.json({ received: true }) : undefined,
    ),
    areas: ['webhook/'],
    expected: ['webhook/not-final'],
  },
  {
    name: 'believes a webhook',
    wrap: (handle) => {
      const claims = new Map();
      return async (request) => {
        if (new URL(request.url).pathname.startsWith('/webhooks/')) {
          const event = await request.json().catch(() => ({}));
          claims.set(event.session_id, event.success);
          return Response.json({ received: true });
        }
        return isRead(request) && claims.has(idOf(request))
          ? Response.json({ passed: claims.get(idOf(request)) })
          : handle(request);
      };
    },
    expected: [
      'webhook/forged',
      'webhook/reads-result',
      'webhook/garbage',
      'webhook/service-fails',
      'webhook/not-final',
      'webhook/methods',
      'webhook/secret',
    ],
  },
];
