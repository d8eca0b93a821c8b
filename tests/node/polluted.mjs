/** Runs `work` while `Object.prototype` has these properties. */
export async function polluted(properties, work) {
  Object.assign(Object.prototype, properties);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(properties)) delete Object.prototype[name];
  }
}
