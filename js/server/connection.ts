import { createFlowClient, type FlowClient } from '../service/client.js';
import { FlowWidgetError } from '../shared/error.js';
import { type CommonSettings, checkNotInBrowser, checkReturnedKey } from './checks.js';
import { withLimit } from './limit.js';
import type { ApiKeySource, ApiKeyValue } from './options.js';
import { createRedactor } from './redact.js';
import type { Serialize } from './response.js';

/** What depends on the API key. */
export interface Connection {
  readonly apiKey: string;
  readonly client: FlowClient;
  /** The options of calls into the core. */
  readonly clientOptions: object;
}

/** Gets the API key when it is first needed. */
export interface Connector {
  /**
   * Returns the connection. Failures are not cached: the next call tries again.
   *
   * @throws FlowWidgetError `invalid-config` if the function of the options returns no key
   */
  connect(): Promise<Connection>;
  /** Serialises a value as JSON, without the API key once that is known. */
  readonly serialize: Serialize;
}

/**
 * Creates the connector. An API key that is a string is used at once.
 *
 * @param checkKey checks the key further
 */
export function createConnector(
  source: ApiKeySource,
  settings: CommonSettings & { onWarning?: ((warning: string) => void) | undefined },
  checkKey: (apiKey: string) => void = () => {},
): Connector {
  const { baseUrl, retries, timeout, onWarning } = settings;
  checkNotInBrowser();
  let connection: Connection | undefined;
  let connecting: Promise<Connection> | undefined;
  let redact = (json: string) => json;

  const open = (apiKey: string): Connection => {
    checkKey(apiKey);
    redact = createRedactor(apiKey);
    // The client's timeout is per attempt; `withTimeout` limits all attempts together.
    const clientOptions = {
      apiKey,
      timeout,
      ...(baseUrl !== undefined && { baseUrl }),
      ...(retries !== undefined && { retries }),
    };
    const client = createFlowClient({ ...clientOptions, ...(onWarning && { onWarning }) });
    connection = { apiKey, client, clientOptions };
    return connection;
  };

  const read = async (get: () => ApiKeyValue | PromiseLike<ApiKeyValue>): Promise<Connection> => {
    const apiKey = await (async () => get())().catch((cause) => {
      throw keyError('The function `apiKey` failed; see `cause`.', cause);
    });
    checkReturnedKey(apiKey);
    // A call that has timed out may settle after a newer one.
    return connection ?? open(apiKey as string);
  };
  const timeoutError = () => keyError(`The function \`apiKey\` did not settle within ${timeout / 1000} s.`);

  if (typeof source !== 'function') open(source);
  return {
    async connect() {
      if (connection || typeof source !== 'function') return connection as Connection;
      connecting ??= read(source);
      const current = connecting;
      try {
        return await withLimit(current, timeout, timeoutError);
      } finally {
        if (connecting === current) connecting = undefined;
      }
    },
    serialize: (value) => redact(JSON.stringify(value)),
  };
}

function keyError(message: string, cause?: unknown): FlowWidgetError {
  return new FlowWidgetError('invalid-config', message, {
    retryable: true,
    ...(cause !== undefined && { cause }),
  });
}
