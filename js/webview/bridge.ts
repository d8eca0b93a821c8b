import { FlowWidgetError } from '../shared/error.js';
import { own } from '../shared/own.js';
import type { VerifyState } from '../shared/types.js';
import type { Verdict } from '../shared/verify-types.js';
import { acceptCommands } from './commands.js';
import { describeError, type MessageContent, serialize } from './message.js';
import { createSender, findBridge } from './transport.js';
import type { Bridge, BridgeHooks, BridgeOptions } from './types.js';

/**
 * Creates the connection to the native app whose web view shows this page. Looks for the app's bridge whenever it has a
 * message, so the app may add it later.
 *
 * ```js
 * const bridge = createBridge();
 * const verdict = await bridge.run((hooks) => verify({ endpoint: '/api/flow', ...hooks }));
 * ```
 *
 * @throws FlowWidgetError `invalid-config` with the option, the expected and the actual value
 */
export function createBridge(options: BridgeOptions = {}): Bridge {
  const { name = 'FlowWidgetHost', post } = own(options);
  if (typeof name !== 'string' || !/^[a-z_$][\w$]*$/i.test(name) || name === 'FlowWidget')
    throw invalid('name', 'a JavaScript identifier other than "FlowWidget", the name of the widget', name);
  if (post != null && typeof post !== 'function') throw invalid('post', 'a function', post);
  const find = () => (post ? (json: string) => post(JSON.parse(json)) : findBridge(name));
  const send = createSender(find);
  const commands = `${name}Commands`;
  let cancel = () => false;
  return {
    get isConnected() {
      return !!find();
    },
    cancel: () => cancel(),
    async run<V extends Verdict>(start: (hooks: BridgeHooks) => V | PromiseLike<V>): Promise<V> {
      // The object is there as long as something runs, also for another bridge with the same name.
      if (Object.hasOwn(globalThis, commands))
        throw new FlowWidgetError(
          'session-active',
          `Another verification is running with the bridge "${name}"; wait for it, or cancel it first.`,
          { retryable: true },
        );
      const control = new AbortController();
      const { signal } = control;
      let isRunning = true;
      let state: VerifyState | undefined;
      let id: string | undefined;
      const tell = (content: MessageContent) => send(serialize(content, id));
      cancel = () => {
        if (signal.aborted) return false;
        control.abort(new DOMException('The verification was cancelled through the bridge.', 'AbortError'));
        return true;
      };
      const remove = acceptCommands(commands, cancel);
      /** Ends the run before the app gets the outcome, so that the app may start the next one at once. */
      const end = (content: MessageContent) => {
        isRunning = false;
        cancel = () => false;
        remove();
        tell(content);
      };
      try {
        const verdict = await start({
          signal,
          onState: (newState, newId) => {
            if (!isRunning) return;
            state = newState;
            id = newId ?? id;
            tell({ type: 'state', state });
          },
        });
        end({ type: 'verdict', verdict });
        return verdict;
      } catch (thrown) {
        const error = describeError(thrown);
        // The page may abort with a reason of its own; `verify` then enters the state.
        const isCancelled = state === 'cancelled' || error.name === 'AbortError';
        end(isCancelled ? { type: 'cancelled' } : { type: 'error', error });
        throw thrown;
      }
    },
  };
}

const invalid = (option: string, expected: string, actual: unknown) =>
  new FlowWidgetError(
    'invalid-config',
    `\`${option}\` must be ${expected}; got ${typeof actual === 'string' ? `"${actual}"` : typeof actual}.`,
  );
