import { withLimit } from './limit.js';

/** How many keys an instance remembers. At about 100 bytes each, they take 1 MB. */
const CAPACITY = 10_000;

/** Runs a task once per key: never twice at a time, and not again after it has succeeded. */
export class Once {
  /** The keys of the tasks that have succeeded, the least recently used one first. */
  readonly #done = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #limit: number;
  readonly #timeout: () => unknown;

  /**
   * @param limit the time limit of a task, in ms; 0 means no limit. A task that exceeds it counts as failed: some edge
   * runtimes stop a task without an error when the client that started it disconnects.
   * @param timeout creates the exception if the limit is exceeded
   */
  constructor(limit: number, timeout: () => unknown) {
    this.#limit = limit;
    this.#timeout = timeout;
  }

  /** Runs a task, or waits for the running one with the same key and throws the same exception. */
  async run(key: string, task: () => Promise<void>): Promise<void> {
    if (this.#done.has(key)) return this.#remember(key);
    let running = this.#running.get(key);
    if (!running) {
      running = task().then(() => this.#remember(key));
      this.#running.set(key, running);
    }
    try {
      await withLimit(running, this.#limit, this.#timeout);
    } finally {
      if (this.#running.get(key) === running) this.#running.delete(key);
    }
  }

  #remember(key: string): void {
    this.#done.delete(key);
    this.#done.add(key);
    if (this.#done.size <= CAPACITY) return;
    for (const oldest of this.#done) {
      this.#done.delete(oldest);
      return;
    }
  }
}
