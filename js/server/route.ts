import { notFound, Problem } from './problem.js';

/** What a request wants. */
export type Route = { step: 'create' } | { step: 'read'; sessionId: string };

/** A session's id as the service writes it; elsewhere in a path it is hardly met by chance. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The longest id that is looked at, in characters. */
const LONGEST_ID = 200;

/**
 * What a request wants, by method and path. Without `mount` only the path's tail is looked at.
 *
 * @throws Problem 404, 405
 */
export function routeOf({ method, url }: Request, mount: string | undefined): Route {
  const path = new URL(url).pathname.replace(/\/$/, '');
  const tail = mount === undefined ? tailOf(path, method) : below(path, mount.replace(/\/$/, ''));
  if (tail === '') {
    if (method !== 'POST') throw notAllowed('POST');
    return { step: 'create' };
  }
  if (method !== 'GET') throw notAllowed('GET');
  return { step: 'read', sessionId: decoded(tail) };
}

/** A POST creates whatever the path is, unless it names a session. */
function tailOf(path: string, method: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return method === 'GET' || UUID.test(last) ? last : '';
}

function below(path: string, mount: string): string {
  if (path === mount) return '';
  const rest = path.startsWith(`${mount}/`) ? path.slice(mount.length + 1) : '';
  if (rest === '' || rest.includes('/')) throw new Problem(404, 'not-found', 'There is nothing here.');
  return rest;
}

function decoded(segment: string): string {
  try {
    const id = decodeURIComponent(segment);
    if (id.length <= LONGEST_ID) return id;
  } catch {
    // Not an id of the service's either.
  }
  throw notFound();
}

function notAllowed(allow: string): Problem {
  return new Problem(405, 'method-not-allowed', `Only ${allow} is offered here.`, false, { Allow: allow });
}
