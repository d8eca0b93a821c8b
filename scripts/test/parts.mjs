/**
 * Runs the parts of a test run one after the other, also after one has failed, and says at the end what failed.
 *
 * @param {Record<string, () => Promise<void>>} parts
 * @param {string[]} chosen the names of those to run, or a word of them; none means all
 */
export async function runParts(parts, chosen) {
  const names = Object.keys(parts);
  const meant = (name, word) => name === word || name.split(' ').includes(word);
  const unknown = chosen.filter((word) => !names.some((name) => meant(name, word)));
  if (unknown.length > 0) {
    console.error(`No such part: ${unknown.join(', ')}. There are: ${names.join(', ')}`);
    process.exit(2);
  }
  const width = Math.max(...names.map((name) => name.length));
  const lines = [];
  let failed = 0;
  for (const [name, part] of Object.entries(parts)) {
    if (chosen.length > 0 && !chosen.some((word) => meant(name, word))) continue;
    console.log(`\n── ${name} ──`);
    const began = performance.now();
    let word = 'passed';
    try {
      await part();
    } catch (error) {
      word = 'FAILED';
      failed += 1;
      console.error(error.message);
    }
    lines.push(
      `  ${word}  ${name.padEnd(width)} ${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s`,
    );
  }
  console.log(`\nParts:\n${lines.join('\n')}\n`);
  console.log(`${lines.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
