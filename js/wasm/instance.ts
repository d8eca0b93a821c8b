import { create } from '../../build/loader/factory.js';
import { FlowWidgetError } from '../shared/error-class.js';
import { untilOpened } from '../shared/opened.js';
import type { Detail, FlowWidget, SessionState } from '../shared/types.js';
import { watchCamera } from './camera.js';

/** The functions of the loader's core. */
export interface Core {
  /**
   * Opens a session that ends when `signal` is aborted. `container` is used if the config has neither `selector`
   * nor `container`.
   */
  openSession(
    config: unknown,
    signal: AbortSignal,
    notify: (state: SessionState, id?: string) => void,
    container?: HTMLElement,
  ): Promise<Detail>;
  /** Loads only the widget's script. */
  loadWidget(options: unknown): Promise<FlowWidget>;
}

/** What an instance removes from the page when it has trapped. */
type Owned = number & { disconnect?(): void; remove?(): void };

/** State that this module shares with an instance; later instances reuse it. See `Registry::new` in `src/loader`. */
interface InstanceContext {
  signal: AbortSignal;
  guard<T extends unknown[]>(callback: (...args: T) => unknown): (...args: T) => void;
  import(url: string): Promise<unknown>;
  policy?: unknown;
  /** Registers a timer, observer or `<script>` element of the instance, or unregisters it. */
  own(resource: unknown): void;
}

/**
 * Creates the core from a compiled module. An exception that escapes from an instance (a trap, or a JavaScript
 * exception that skipped Rust code) may leave its memory inconsistent. Such an instance is not called again: pending
 * calls reject with `internal`, and the next call gets a new instance.
 */
export function coreOf(module: WebAssembly.Module): Core {
  // Instantiated at once, to detect a module that is not the loader's, and a Content-Security-Policy that blocks
  // WebAssembly: WebKit enforces it only on instantiation.
  let instance = newInstance(module);
  const call = <T>(fields: object): Promise<T> => {
    if (!instance.alive) instance = newInstance(module, instance.context);
    return instance.call(fields) as Promise<T>;
  };
  return {
    openSession: async (config, signal, notify, container) => {
      await untilOpened(signal);
      signal.throwIfAborted();
      let stopCamera = () => {};
      const watch: typeof notify = (state, id) => {
        try {
          if (state !== 'active') stopCamera();
          if (state === 'starting') stopCamera = watchCamera();
        } catch {
          // The session runs without.
        }
        notify(state, id);
      };
      // An instance that trapped announces no final state.
      return call<Detail>({ config, signal, notify: watch, container: container || undefined }).finally(() =>
        stopCamera(),
      );
    },
    loadWidget: (config) => call({ config }),
  };
}

function newInstance(module: WebAssembly.Module, previous?: InstanceContext) {
  const control = new AbortController();
  const pending = new Set<(error: unknown) => void>();
  const owned = new Set<Owned>();
  const context: InstanceContext = {
    ...previous,
    signal: control.signal,
    own: (resource) => owned.delete(resource as Owned) || owned.add(resource as Owned),
    import: async (url) => {
      // The comments keep bundlers from resolving the URL at build time.
      const exports = await import(/* webpackIgnore: true */ /* @vite-ignore */ url);
      const global = (globalThis as { FlowWidget?: unknown }).FlowWidget;
      return [exports, exports.FlowWidget, exports.default, global].find((widget) => widget?.startSession);
    },
    guard:
      (callback) =>
      (...args) => {
        if (!self.alive) return;
        try {
          callback(...args);
        } catch (cause) {
          self.alive = false;
          control.abort();
          for (const one of owned) {
            clearTimeout(one as number);
            one.disconnect?.();
            one.remove?.();
          }
          const message = 'This is a bug in flow-widget-loader; try again.';
          for (const end of pending) end(new FlowWidgetError('internal', message, { cause }));
        }
      },
  };
  const self = {
    alive: true,
    context,
    call: (fields: object) =>
      new Promise((resolve, reject) => {
        const end = (error: unknown) => {
          pending.delete(end);
          // The core's errors have the fields of a `FlowWidgetError`, but not its prototype.
          if ((error as Error | undefined)?.name === 'FlowWidgetError') {
            Object.setPrototypeOf(error, FlowWidgetError.prototype);
          }
          reject(error);
        };
        pending.add(end);
        open({
          ...fields,
          resolve: (value: unknown) => {
            pending.delete(end);
            resolve(value);
          },
          reject: end,
        });
      }),
  };
  const open = context.guard(create(module)(context));
  return self;
}
