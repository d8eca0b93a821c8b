import { isSessionId } from '../shared/session-id.js';
import { HttpError, methodNotAllowed, notFound } from './http-error.js';

/** A request's operation: create a session, or read the verdict of one. */
export type Route = { operation: 'create' } | { operation: 'read'; sessionId: string };

/** The format of the service's session ids. Other path segments of the application are unlikely to match it. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The maximum length of a session id, in characters. */
const MAX_ID_LENGTH = 200;

/**
 * Returns whether the handler can serve a session with this id. Both operations have the same rule, so that the verdict of
 * every session that was created can be read.
 */
export const canServe = (id: string): boolean => isSessionId(id) && id.length <= MAX_ID_LENGTH;

/** The rule of {@link canServe}, for messages. */
export const SERVED_ID = `text of 1 to ${MAX_ID_LENGTH} characters that one segment of a URL can contain`;

/**
 * Returns the operation for a method and path.
 *
 * @param mount the path of the handler. If it is undefined, any path matches and its last segment is the session id
 * @throws HttpError 404, 405
 */
export function routeOf({ method, url }: Request, mount: string | undefined): Route {
  const path = new URL(url).pathname.replace(/\/$/, '');
  const id = mount === undefined ? lastSegment(path, method) : segmentBelow(path, mount.replace(/\/$/, ''));
  if (id === '') {
    if (method !== 'POST') throw methodNotAllowed('POST');
    return { operation: 'create' };
  }
  if (method !== 'GET') throw methodNotAllowed('GET');
  return { operation: 'read', sessionId: decodeId(id) };
}

/**
 * Returns the last segment as the session id. For methods other than GET, returns an empty string if the segment is not
 * a session id: a POST creates a session on any path.
 */
function lastSegment(path: string, method: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return method === 'GET' || UUID.test(last) ? last : '';
}

function segmentBelow(path: string, mount: string): string {
  if (path === mount) return '';
  const rest = path.startsWith(`${mount}/`) ? path.slice(mount.length + 1) : '';
  if (rest === '' || rest.includes('/'))
    throw new HttpError(404, 'not-found', 'No resource exists at this path.');
  return rest;
}

function decodeId(segment: string): string {
  try {
    const id = decodeURIComponent(segment);
    if (canServe(id)) return id;
  } catch {
    // Malformed percent-encoding: not a session id.
  }
  throw notFound();
}
