import { createFlowHandler } from '../../dist/server.js';

/** Largest accepted request body, in bytes; enough for a photo of several megabytes in base64. */
const MAX_BODY = 16 * 1024 * 1024;

/**
 * Returns the playground's backend: the package's own handler for each flow, at `/api/flow/FLOW`. The API keys never
 * reach the browser. For development only: it accepts every user and the metadata that the page proposes, and returns
 * the whole result.
 *
 * @param {{ flows: { id: string, apiKey: string, baseUrl?: string }[] }} mode
 * @param {string} [at] path prefix of the endpoints
 * @param {object} [more] additional options for the handlers
 */
export function flowEndpoint({ flows }, at = '/api/flow/', more = {}) {
  const handlers = new Map();
  for (const { id, apiKey, baseUrl } of flows) {
    const handler = createFlowHandler({
      apiKey,
      ...(baseUrl && { baseUrl }),
      path: `${at}${id}`,
      maxBody: MAX_BODY,
      authorize: () => 'developer',
      metadata: ({ proposed }) => proposed,
      present: (result) => ({ result }),
      ...more,
    });
    handlers.set(id, handler);
  }
  return (request) => {
    const [id] = new URL(request.url).pathname.slice(at.length).split('/');
    const handler = handlers.get(id);
    if (handler) return handler(request);
    const message = `There is no flow "${id ?? ''}". Use one of: ${[...handlers.keys()].join(', ')}.`;
    return Response.json({ error: { code: 'http', message, retryable: false } }, { status: 404 });
  };
}
