import { withLimit } from './limit.js';

/** How many keys an instance remembers. At 100 bytes each, or 1 KB with the response to a request, they take 1 or 10 MB. */
const CAPACITY = 10_000;

/** How many times its limit a call may take before it counts as stopped. */
const STOPPED = 10;

/** Receives the promise of a call that may continue after the task has failed because of its time limit. */
export type Hold = (promise: Promise<unknown>) => void;

interface Running<T> {
  readonly since: number;
  /** Settles when the task and the promise that it holds have settled: successfully if either has succeeded. */
  readonly end: Promise<T>;
}

/**
 * Runs a task once per key: never twice at a time, and not again after it has succeeded, even late, while its value is current. Remembers the value,
 * which must be plain data: on some edge runtimes a Promise or a `Response` belongs to the request that created it.
 */
export class Once<T = void> {
  /** The values of the tasks that have succeeded by their keys, the least recently used one first. */
  readonly #done = new Map<string, T>();
  readonly #running = new Map<string, Running<T>>();
  readonly #limit: number;
  readonly #timeout: () => unknown;
  readonly #isCurrent: (value: T) => boolean;

  /**
   * @param limit how long a caller waits for a task, in ms; 0 means no limit. After ten times this, a task that has not
   * settled is forgotten: some edge runtimes stop a task without an error when the client that started it disconnects.
   * @param timeout creates the exception if the limit is exceeded
   * @param isCurrent whether a remembered value still counts; otherwise the task runs again
   */
  constructor(limit: number, timeout: () => unknown, isCurrent: (value: T) => boolean = () => true) {
    this.#limit = limit;
    this.#timeout = timeout;
    this.#isCurrent = isCurrent;
  }

  /**
   * Runs a task, or waits for the running one with the same key and throws the same exception. A task that succeeds late
   * has no value.
   */
  async run(key: string, task: (hold: Hold) => Promise<T>): Promise<T> {
    if (this.#done.has(key)) {
      const value = this.#done.get(key) as T;
      if (this.#isCurrent(value)) return this.#remember(key, value);
      this.#done.delete(key);
    }
    const running = this.#running.get(key);
    const isStopped = running && this.#limit > 0 && performance.now() - running.since > STOPPED * this.#limit;
    if (running && !isStopped) return withLimit(running.end, this.#limit, this.#timeout);
    return withLimit(this.#start(key, task), this.#limit, this.#timeout);
  }

  #start(key: string, task: (hold: Hold) => Promise<T>): Promise<T> {
    let held: Promise<unknown> | undefined;
    const first = task((promise) => {
      held = promise;
      // The task reports that it took too long; a later rejection adds nothing.
      promise.catch(() => {});
    });
    const end = first
      .catch(async (thrown) => {
        if (!held) throw thrown;
        await held.catch(() => {
          throw thrown;
        });
        return undefined as T;
      })
      .then((value) => this.#remember(key, value))
      .finally(() => {
        if (this.#running.get(key) === running) this.#running.delete(key);
      });
    end.catch(() => {});
    const running: Running<T> = { since: performance.now(), end };
    this.#running.set(key, running);
    return first;
  }

  #remember(key: string, value: T): T {
    this.#done.delete(key);
    this.#done.set(key, value);
    if (this.#done.size > CAPACITY) {
      for (const oldest of this.#done.keys()) {
        this.#done.delete(oldest);
        break;
      }
    }
    return value;
  }
}
