/** A widget's script of a given weight: what a build would emit for an application of that size, but with no purpose. */
import { brotliCompressSync, constants } from 'node:zlib';

/** The only working part: notes when it is called, and what it is called with. */
const ENTRY = `(function (root, factory) {
  root.FlowWidget = factory();
})(globalThis, function () {
  return {
    startSession: function (config) {
      globalThis.bench.called = performance.now();
      globalThis.bench.config = { id: config.id, selector: config.selector, locale: config.locale };
      globalThis.bench.resolve();
      return Promise.resolve();
    },
  };
});
`;

/** As a server sends it that has compressed it beforehand. */
export const compress = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });

/**
 * The script, and the same compressed, which is `weight` bytes to within half a percent. It is the same text each time.
 */
export function makeWidget(weight) {
  const random = seeded(20_260_101);
  const pieces = [ENTRY];
  let text = '';
  let body = Buffer.alloc(0);
  // What is missing is made by what the text has weighed so far; a few rounds are enough.
  for (let ratio = 1.5; body.length < weight * 0.995; ratio = text.length / body.length) {
    const goal = text.length + (weight * 0.999 - body.length) * ratio;
    for (let length = text.length; length < goal; ) {
      const piece = declaration(`${identifier(random)}_${pieces.length}`, random);
      length += piece.length;
      pieces.push(piece);
    }
    text = pieces.join('');
    body = compress(text);
  }
  return { text, body };
}

/** A declaration as minified code has them: short names, unlike strings, branches, loops. */
function declaration(name, random) {
  const kind = random();
  if (kind < 0.25) return table(name, random);
  if (kind < 0.5) return classOf(name, random);
  const [a, b, c] = ['a', 'b', 'c'].map((end) => identifier(random) + end);
  return `function ${name}(${a},${b}){let ${c}=${expression(random, [a, b])};${statements(random, [a, b, c])}return ${expression(random, [a, b, c])}}\n`;
}

function table(name, random) {
  const rows = Array.from(
    { length: 2 + Math.floor(random() * 6) },
    () => `${identifier(random)}:${literal(random)}`,
  );
  return `const ${name}={${rows.join(',')}};\n`;
}

function classOf(name, random) {
  const methods = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
    const argument = identifier(random);
    return `${identifier(random)}(${argument}){${statements(random, [argument, 'this'])}return ${expression(random, [argument])}}`;
  });
  return `class ${name}{${methods.join('')}}\n`;
}

function statements(random, names) {
  return Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
    const test = `${pick(random, names)}.${identifier(random)}`;
    const kind = random();
    if (kind < 0.4)
      return `if(${test}${pick(random, ['===', '>', '!==', '<='])}${literal(random)})return ${expression(random, names)};`;
    if (kind < 0.6)
      return `for(const ${identifier(random)} of ${test}){${pick(random, names)}.${identifier(random)}(${literal(random)})}`;
    return `${test}=${expression(random, names)};`;
  }).join('');
}

function expression(random, names) {
  const name = pick(random, names);
  const kind = random();
  if (kind < 0.3) return `${name}.${identifier(random)}(${literal(random)},${pick(random, names)})`;
  if (kind < 0.6) return `[${literal(random)},${name}].map((${identifier(random)})=>${literal(random)})`;
  return `${name}.${identifier(random)}??${literal(random)}`;
}

function literal(random) {
  const kind = random();
  if (kind < 0.3) return String(Math.floor(random() * 100_000));
  return `"${Array.from({ length: 1 + Math.floor(random() * 4) }, () => identifier(random)).join(pick(random, [' ', '-', '/', '.']))}"`;
}

const LETTERS = 'etaoinsrhdlucmfywgpbvkxqjz';

/** Letters as frequent as in English, roughly. A number behind it keeps it from being a reserved word. */
function identifier(random) {
  const letters = Array.from(
    { length: 2 + Math.floor(random() * 7) },
    () => LETTERS[Math.floor(random() ** 1.6 * 26)],
  );
  return `${letters.join('')}${Math.floor(random() * 1000)}`;
}

const pick = (random, list) => list[Math.floor(random() * list.length)];

/** A generator of the same numbers from 0 to 1 each time: a linear congruential one; its low bits are not used. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
