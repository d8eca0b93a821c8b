import { createFlowHandler } from '../../dist/server.js';

/** The longest body that a page may send, in bytes: a photo of some megabytes in base64 fits. */
const MAX_BODY = 16 * 1024 * 1024;

/**
 * The playground's backend: the package's own handler for each flow, at `/api/flow/FLOW`. The API keys never leave
 * the process. It is for development: it asks nobody who they are, takes the page's word for the metadata, and
 * shows the whole result.
 *
 * @param {{ flows: { id: string, apiKey: string, baseUrl?: string }[] }} mode
 * @param {string} [at] the path before the flow
 * @param {object} [more] options of the handler
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
    const message = `There is no flow "${id ?? ''}"; there are ${[...handlers.keys()].join(', ')}.`;
    return Response.json({ error: { code: 'http', message, retryable: false } }, { status: 404 });
  };
}
