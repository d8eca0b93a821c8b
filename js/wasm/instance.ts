import { create } from '../../build/loader/factory.js';
import { FlowWidgetError } from '../shared/error-class.js';
import type { Detail, FlowWidget, SessionState } from '../shared/types.js';

/** What the facade calls. */
export interface Core {
  /**
   * Opens a session that ends when `signal` is aborted. `container` is where the widget goes if the config names
   * no place.
   */
  openSession(
    config: unknown,
    signal: AbortSignal,
    notify: (state: SessionState, id?: string) => void,
    container?: HTMLElement,
  ): Promise<Detail>;
  /** Loads the widget's script and nothing else. */
  loadWidget(options: unknown): Promise<FlowWidget>;
}

/** What an instance of ours is to leave to the next one, and what of it must end with it. */
interface Memory {
  /** Takes off the instance's listeners. */
  signal?: AbortSignal;
  /** The Trusted Types policy: a page allows one of a name. */
  policy?: unknown;
  watch?: MutationObserver;
}

/**
 * The core over a compiled module. An exception that comes out of an instance, a trap or one that went through it,
 * leaves it in no known state: it is called no more, what was pending is rejected with `internal`, and the next
 * call gets a fresh one.
 */
export function coreOf(module: WebAssembly.Module): Core {
  const memory: Memory = {};
  // At once: WebKit compiles where a policy forbids wasm, and refuses the instance; and a module that is not ours, as
  // `init` may be given, is not taken for the core.
  let instance = newInstance(module, memory);
  const call = <T>(fields: object): Promise<T> => {
    if (!instance.alive) instance = newInstance(module, memory);
    return instance.call(fields) as Promise<T>;
  };
  return {
    openSession: (config, signal, notify, container) => call({ config, signal, notify, container }),
    loadWidget: (config) => call({ config }),
  };
}

function newInstance(module: WebAssembly.Module, memory: Memory) {
  const control = new AbortController();
  memory.signal = control.signal;
  const pending = new Set<(error: unknown) => void>();
  const self = {
    alive: true,
    call: (fields: object) =>
      new Promise((resolve, reject) => {
        const end = (error: unknown) => {
          pending.delete(end);
          // The core's errors have all that ours have but the class, which may be in use before the core is there.
          if ((error as Error | undefined)?.name === 'FlowWidgetError') {
            Object.setPrototypeOf(error, FlowWidgetError.prototype);
          }
          reject(error);
        };
        pending.add(end);
        load({
          ...fields,
          resolve: (value: unknown) => {
            pending.delete(end);
            resolve(value);
          },
          reject: end,
        });
      }),
  };
  const die = (cause: unknown) => {
    self.alive = false;
    control.abort();
    memory.watch?.disconnect();
    const message = 'The loader failed; this is a fault of the library. The call can be made again.';
    for (const end of pending) end(new FlowWidgetError('internal', message, { cause }));
  };
  const load = create(module, (exports, nested) => {
    const guarded: Record<string, WebAssembly.ExportValue> = {};
    for (const [name, value] of Object.entries(exports)) {
      // What the glue calls while the module waits for it must answer, whatever has happened meanwhile.
      guarded[name] =
        typeof value !== 'function' || nested.includes(name)
          ? value
          : (...args: unknown[]) => {
              if (!self.alive) return;
              try {
                return value(...args);
              } catch (cause) {
                die(cause);
              }
            };
    }
    return guarded;
  })(memory);
  return self;
}
