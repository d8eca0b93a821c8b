/** What the handler answers when it does not answer with a session or a verdict. */
export type FlowHandlerErrorCode =
  | 'invalid-body'
  | 'invalid-metadata'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'rate-limited'
  | 'internal'
  | 'http'
  | 'network'
  | 'invalid-response'
  | 'timeout';

/** An answer that is an error. Its message is for everybody: nothing of the service or the host is in it. */
export class Problem {
  constructor(
    readonly status: number,
    readonly code: FlowHandlerErrorCode,
    readonly message: string,
    readonly retryable = false,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/**
 * One answer for all that must not be told apart: a token that was altered, has expired, or belongs to
 * another session or person; and a session that the service does not know.
 */
export const notFound = () => new Problem(404, 'not-found', 'There is no such session.');

/** The host's code or options are at fault; `onError` has been told how. */
export const internal = () => new Problem(500, 'internal', 'The server failed.');
