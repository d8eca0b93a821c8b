/** The record of an unfinished verification, with which it continues after the page was reloaded. */
import { isSessionId } from '../shared/session-id.js';
import type { CreatedSession } from '../shared/verify-types.js';

/** A verification that has not ended. */
export interface Pending extends CreatedSession {
  /** Whether the widget has finished, so that only the verdict is missing. */
  finished?: boolean | undefined;
  /** When the hosted page was opened first, in ms since 1970. */
  opened?: number | undefined;
}

/** How far the page's clock may be ahead, in ms. */
const CLOCK_TOLERANCE = 86_400_000;

const key = (endpoint: string): string => `flow-widget-loader:${endpoint}`;

/**
 * Reads the record for an endpoint, given as an absolute URL. Removes one that is not valid, but not one that has expired:
 * the page's clock may be wrong, and the backend knows.
 */
export function readPending(endpoint: string): Pending | undefined {
  try {
    const { session_id, token, expires_at, finished, opened } = JSON.parse(
      sessionStorage.getItem(key(endpoint)) as string,
    );
    // The id becomes a part of a URL and the token a header; both may have been tampered with.
    const isValid =
      isSessionId(session_id) &&
      (token == null || (typeof token === 'string' && !!new Headers({ 'x-flow-token': token })));
    if (isValid)
      return {
        session_id,
        token,
        expires_at,
        finished: finished === true,
        opened: Number.isFinite(opened) ? opened : undefined,
      };
    removePending(endpoint);
  } catch {
    // No record, or the page has no storage.
  }
  return undefined;
}

/** Stores the record, and returns whether the storage has it. */
export function writePending(endpoint: string, session: Pending): boolean {
  const { session_id, token, expires_at, finished, opened } = session;
  try {
    const record = JSON.stringify({ session_id, token, expires_at, finished, opened });
    sessionStorage.setItem(key(endpoint), record);
    return sessionStorage.getItem(key(endpoint)) === record;
  } catch {
    // Storage is full, or the browser blocks it: the verification does not survive a reload.
    return false;
  }
}

/** More than the length of a record and its key, in characters. */
const RECORD_SIZE = 4_000;

/** Returns whether the page has storage for a record. */
export function hasStorage(): boolean {
  try {
    const probe = key('');
    const value = '0'.repeat(RECORD_SIZE);
    sessionStorage.setItem(probe, value);
    const isStored = sessionStorage.getItem(probe) === value;
    sessionStorage.removeItem(probe);
    return isStored;
  } catch {
    return false;
  }
}

/** Removes the record. */
export function removePending(endpoint: string): void {
  try {
    sessionStorage.removeItem(key(endpoint));
  } catch {
    // The page has no storage.
  }
}

/**
 * Returns whether a verification that was started with `resume` has not ended, for example because the page was
 * reloaded: the next `verify` with `resume` and this endpoint continues it. False on a server, and when the token expired
 * more than a day ago.
 *
 * @param endpoint the option `endpoint` of `verify`
 */
export function hasPendingVerification(endpoint: string): boolean {
  try {
    const url = new URL(endpoint, document.baseURI);
    url.hash = '';
    const record = readPending(url.href);
    return !!record && !(Date.parse(record.expires_at as string) < Date.now() - CLOCK_TOLERANCE);
  } catch {
    return false;
  }
}
