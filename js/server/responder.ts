import { FlowWidgetError } from '../shared/error.js';
import { isInstance } from '../shared/instance-of.js';
import { HttpError, internal } from './http-error.js';
import { errorResponse, type Serialize } from './response.js';

/** Reports errors to the application and converts them to responses. */
export interface Responder {
  /** Passes an error to `onError`. */
  report(error: unknown): void;
  /** Returns the response of `work`, or the error response for its exception. Never rejects. */
  respond(request: Request, work: () => Promise<Response>): Promise<Response>;
}

/** Creates a responder. */
export function createResponder(
  serialize: Serialize,
  onError: (error: unknown) => void = (error) => console.error(error),
): Responder {
  const report = (error: unknown) => {
    // An exception of `onError`, thrown or asynchronous, cannot be reported anywhere.
    (async () => onError(error))().catch(() => {});
  };
  return {
    report,
    async respond(request, work) {
      try {
        return await work();
      } catch (thrown) {
        if (isInstance(thrown, HttpError)) return errorResponse(serialize, thrown);
        // The client has disconnected: the response cannot be delivered, and there is no error to report.
        if (request.signal.aborted) return new Response(null, { status: 499 });
        report(thrown);
        return errorResponse(serialize, internal(isInstance(thrown, FlowWidgetError) && thrown.retryable));
      }
    },
  };
}
