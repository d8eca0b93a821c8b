/** The `code` in the body of the handlers' error responses. */
export type FlowHandlerErrorCode =
  | 'invalid-body'
  | 'invalid-metadata'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'body-timeout'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'rate-limited'
  | 'internal'
  | 'http'
  | 'network'
  | 'invalid-response'
  | 'not-final'
  | 'timeout';

/**
 * An error response, thrown while a request is handled. Its message is sent to the client, so it must not contain
 * details of the service or the application.
 */
export class HttpError {
  constructor(
    readonly status: number,
    readonly code: FlowHandlerErrorCode,
    readonly message: string,
    readonly retryable = false,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/**
 * The response to an unknown session and to an invalid token: one that was altered, has expired, or belongs to another
 * session or user. They are indistinguishable, so that ids cannot be probed.
 */
export const notFound = () => new HttpError(404, 'not-found', 'Session not found.');

/**
 * The response to an unexpected error, such as one in the application's functions. `onError` gets the error itself.
 *
 * @param retryable whether the same request may succeed later
 */
export const internal = (retryable = false) =>
  new HttpError(500, 'internal', 'Internal server error.', retryable);

/** The response to a method that the path does not support. */
export const methodNotAllowed = (allow: string) =>
  new HttpError(405, 'method-not-allowed', `Use ${allow} for this path.`, false, { Allow: allow });
