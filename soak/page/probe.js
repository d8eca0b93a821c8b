/**
 * Runs before any other script of the page. Counts pending timers, and finds the memory and the table of each
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
    alive: () => ({ memories: alive(found.memories), tables: alive(found.tables) }),
    read() {
      const { memories, tables } = this.alive();
      return {
        timers: pending.size,
        elements: document.querySelectorAll('*').length,
        marks: performance.getEntriesByType('mark').length,
        instances: memories.length,
        memory: sum(memories, ({ buffer }) => buffer.byteLength),
        table: sum(tables, ({ length }) => length),
        references: sum(tables, usedEntries),
      };
    },
  };
})();
