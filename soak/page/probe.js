/**
 * Runs before any other script of the page. Counts pending timers, listeners, elements and camera tracks, and finds the memory and the table of each
 * WebAssembly instance through weak references, so that unused instances can still be collected.
 */
(() => {
  const { setTimeout, clearTimeout } = globalThis;
  const pending = new Set();
  globalThis.setTimeout = (handler, ms, ...args) => {
    const id = setTimeout(() => {
      pending.delete(id);
      handler(...args);
    }, ms);
    pending.add(id);
    return id;
  };
  globalThis.clearTimeout = (id) => {
    pending.delete(id);
    clearTimeout(id);
  };

  /** The listeners on objects that outlive a session, by object. */
  const listeners = new Map();
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const isCapturing = (options) => Boolean(typeof options === 'object' ? options?.capture : options);
  const forget = (target, type, handler, capture) => {
    const list = listeners.get(target) ?? [];
    const index = list.findIndex(
      (one) => one.type === type && one.handler === handler && one.capture === capture,
    );
    if (index < 0) return;
    const [{ signal, remove }] = list.splice(index, 1);
    removeEventListener.call(target, type, remove, capture);
    if (signal) removeEventListener.call(signal, 'abort', remove);
  };
  EventTarget.prototype.addEventListener = function (type, handler, options) {
    const target = this ?? window;
    const capture = isCapturing(options);
    const { once, signal } = Object(options);
    if (listeners.has(target) && handler && !signal?.aborted) {
      forget(target, type, handler, capture);
      const remove = () => forget(target, type, handler, capture);
      if (once) addEventListener.call(target, type, remove, { once, capture });
      if (signal) addEventListener.call(signal, 'abort', remove, { once: true });
      listeners.get(target).push({ type, handler, capture, signal, remove });
    }
    return addEventListener.call(target, type, handler, options);
  };
  EventTarget.prototype.removeEventListener = function (type, handler, options) {
    const target = this ?? window;
    forget(target, type, handler, isCapturing(options));
    return removeEventListener.call(target, type, handler, options);
  };

  /** The elements that scripts have created and that were not collected yet. */
  const count = { created: 0, scripts: 0 };
  const collected = new FinalizationRegistry((row) => {
    count[row] -= 1;
  });
  const { createElement } = Document.prototype;
  Document.prototype.createElement = function (...args) {
    const element = createElement.apply(this, args);
    const row = element.localName === 'script' ? 'scripts' : 'created';
    count[row] += 1;
    collected.register(element, row);
    return element;
  };

  /** Camera tracks, through weak references. */
  let tracks = [];
  const camera = globalThis.MediaDevices?.prototype;
  const getUserMedia = camera?.getUserMedia;
  if (getUserMedia)
    camera.getUserMedia = async function (constraints) {
      const stream = await getUserMedia.call(this, constraints);
      tracks = tracks.filter((track) => track.deref()?.readyState === 'live');
      tracks.push(...stream.getTracks().map((track) => new WeakRef(track)));
      return stream;
    };

  const found = { memories: [], tables: [] };
  const alive = (list) => list.map((reference) => reference.deref()).filter(Boolean);
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args) {
      const instance = new target(...args);
      // Found by type, because the names of exports change with each build. Tables of functions are not measured.
      for (const value of Object.values(instance.exports)) {
        if (value instanceof WebAssembly.Memory) found.memories.push(new WeakRef(value));
        if (value instanceof WebAssembly.Table && isExternref(value)) found.tables.push(new WeakRef(value));
      }
      return instance;
    },
  });

  /** Returns whether the table can hold any JavaScript value, not only functions. */
  function isExternref(table) {
    try {
      const value = table.get(table.length - 1);
      table.set(table.length - 1, 'text');
      table.set(table.length - 1, value);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Counts equal strings once: the loader remembers the URLs of the attempts that have failed, up to 64, with repetitions.
   */
  function usedEntries(table) {
    let count = 0;
    const strings = new Set();
    for (let index = 0; index < table.length; index++) {
      const value = table.get(index);
      if (typeof value === 'string') strings.add(value);
      else if (value != null) count += 1;
    }
    return count + strings.size;
  }

  const sum = (list, value) => list.reduce((total, item) => total + value(item), 0);
  globalThis.soakProbe = {
    /** The original function, for the soak's own timers, which are not counted. */
    setTimeout,
    /** Counts the listeners of an object that outlives the sessions. */
    watch: (target) => listeners.set(target, []),
    alive: () => ({ memories: alive(found.memories), tables: alive(found.tables) }),
    read() {
      const { memories, tables } = this.alive();
      return {
        longLived: sum([...listeners.values()], ({ length }) => length),
        ...count,
        timers: pending.size,
        tracks: tracks.filter((track) => track.deref()?.readyState === 'live').length,
        elements: document.querySelectorAll('*').length,
        marks: performance.getEntriesByType('mark').length,
        instances: memories.length,
        memory: sum(memories, ({ buffer }) => buffer.byteLength),
        table: sum(tables, ({ length }) => length),
        references: sum(tables, usedEntries),
      };
    },
  };
  for (const target of [window, document]) globalThis.soakProbe.watch(target);
})();
