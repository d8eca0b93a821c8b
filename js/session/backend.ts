import { FlowWidgetError } from '../shared/error-class.js';

/** The maximum length of a body that an error contains as text, in characters. */
const MAX_ERROR_BODY = 1_000;

/**
 * Reads the JSON object in a response of your backend.
 *
 * @throws FlowWidgetError `network` if the request failed, `http` if the status is not 2xx, `invalid-response` if the
 * body is not a JSON object
 */
export async function readJson(request: Promise<Response>): Promise<Record<string, unknown>> {
  let response: Response;
  let text: string;
  try {
    response = await request;
    text = await response.text();
  } catch (cause) {
    if (cause instanceof FlowWidgetError) throw cause;
    throw new FlowWidgetError('network', 'Could not reach the backend.', { retryable: true, cause });
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const { status } = response;
  if (!response.ok) {
    const message = (body as { error?: { message?: unknown } } | undefined)?.error?.message;
    const seconds = Number(response.headers.get('retry-after'));
    throw new FlowWidgetError(
      'http',
      typeof message === 'string' ? message : `The backend returned status ${status}.`,
      {
        status,
        body: body ?? text.slice(0, MAX_ERROR_BODY),
        retryable: status === 429 || status >= 500,
        ...(seconds > 0 && { retryAfter: seconds * 1_000 }),
      },
    );
  }
  if (body !== null && typeof body === 'object' && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new FlowWidgetError('invalid-response', 'The backend returned a body that is not a JSON object.', {
    status,
    body: text.slice(0, MAX_ERROR_BODY),
  });
}
