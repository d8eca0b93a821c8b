import type { ErrorCode } from '../shared/error.js';
import type { BridgeMessage, Envelope, ErrorMessage } from './types.js';

type Content<M> = M extends BridgeMessage ? Omit<M, keyof Envelope> : never;
/** A message without the fields that all messages have. */
export type MessageContent = Content<BridgeMessage>;

/** The levels of a message, from its own fields to those of a verdict's `detail`. */
const LEVELS = 3;

/** Returns a message as JSON, without what JSON cannot express. */
export function serialize(content: MessageContent, sessionId: string | undefined): string {
  const envelope = { source: 'flow-widget-loader', version: 1, sessionId: sessionId ?? null };
  return JSON.stringify(express(() => ({ ...envelope, ...content }), LEVELS));
}

/**
 * Returns a copy of a value as JSON expresses it. If it contains what JSON cannot express, such as a cycle or a BigInt,
 * the smallest field that contains this is dropped, down to the given number of levels.
 */
function express(read: () => unknown, levels: number): unknown {
  let value: unknown;
  try {
    value = read();
    // `JSON.parse` throws for `undefined`, which stands for a value that JSON omits.
    return JSON.parse(JSON.stringify(value));
  } catch {
    // Dropped below.
  }
  try {
    if (levels && typeof value === 'object' && !Array.isArray(value)) {
      const object = value as Record<string, unknown>;
      return Object.fromEntries(
        Object.keys(object).map((key) => [key, express(() => object[key], levels - 1)]),
      );
    }
  } catch {
    // A hostile Proxy.
  }
  return undefined;
}

/** Returns the fields of a thrown value that the app gets. Never throws. */
export function describeError(thrown: unknown): ErrorMessage['error'] {
  const read = (key: string): unknown => {
    try {
      return (thrown as Record<string, unknown>)[key];
    } catch {
      return undefined;
    }
  };
  const text = <T>(value: unknown, fallback: T) => (typeof value === 'string' ? value : fallback);
  return {
    code: text(read('code'), null) as ErrorCode | null,
    name: text(read('name'), 'Error'),
    message: text(read('message'), text(thrown, '')),
    retryable: read('retryable') === true,
  };
}
