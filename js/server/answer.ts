import type { Problem } from './problem.js';

/** A key that is shorter could be part of any word; a real one has 47 characters (guide, section 1). */
const SHORTEST_SECRET = 16;

/** Writes JSON without the API key, even where the service repeats it. */
export type Writer = (value: unknown) => string;

/** A writer for a handler with this key. */
export function writer(apiKey: string): Writer {
  const spellings =
    apiKey.length < SHORTEST_SECRET
      ? []
      : [...new Set([JSON.stringify(apiKey).slice(1, -1), encodeURIComponent(apiKey)])];
  return (value) =>
    spellings.reduce((text, spelling) => text.replaceAll(spelling, '[API key]'), JSON.stringify(value));
}

/** An answer in JSON that no cache keeps. */
export function answer(write: Writer, status: number, body: unknown, headers: object = {}): Response {
  return new Response(write(body), {
    status,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
  });
}

/** The answer to what went wrong. */
export function refusal(write: Writer, { status, code, message, retryable, headers }: Problem): Response {
  return answer(write, status, { error: { code, message, retryable } }, headers);
}
