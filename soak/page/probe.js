/**
 * Runs before anything else in the page: counts the timers that are pending, and finds the memory and the table of
 * each WebAssembly instance. It holds none of them, so that an instance that nobody wants any more can go.
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
  const alive = (list) => list.map((one) => one.deref()).filter(Boolean);
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args) {
      const instance = new target(...args);
      // Their names are short and change with each build; the table of functions is not exported, or holds no object.
      for (const value of Object.values(instance.exports)) {
        if (value instanceof WebAssembly.Memory) found.memories.push(new WeakRef(value));
        if (value instanceof WebAssembly.Table && takesAny(value)) found.tables.push(new WeakRef(value));
      }
      return instance;
    },
  });

  function takesAny(table) {
    try {
      const value = table.get(table.length - 1);
      table.set(table.length - 1, 'text');
      table.set(table.length - 1, value);
      return true;
    } catch {
      return false;
    }
  }

  function used(table) {
    let count = 0;
    for (let index = 0; index < table.length; index++) if (table.get(index) != null) count += 1;
    return count;
  }

  const sum = (list, value) => list.reduce((total, one) => total + value(one), 0);
  globalThis.soakProbe = {
    /** Timers for the soak itself, which are not counted. */
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
        references: sum(tables, used),
      };
    },
  };
})();
