/** Generates a widget script of a given size, similar to the minified code of a real application. */
import { brotliCompressSync, constants } from 'node:zlib';

/** The widget itself: records the time and the config of the call. The other code of the script has no effect. */
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

/** Compresses with brotli at quality 9, as servers do for files that they compress in advance. */
export const compress = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });

/**
 * Generates the script. Deterministic: the same size gives the same text.
 *
 * @param {number} size of the compressed script in bytes; the result differs by less than 0.5 %
 * @returns the text and the compressed body
 */
export function makeWidget(size) {
  const random = seeded(20_260_101);
  const pieces = [ENTRY];
  let text = '';
  let body = Buffer.alloc(0);
  // Estimates the missing length by the compression ratio so far; a few rounds are enough.
  for (let ratio = 1.5; body.length < size * 0.995; ratio = text.length / body.length) {
    const goal = text.length + (size * 0.999 - body.length) * ratio;
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

/** Returns a random declaration that resembles minified code: short names, varied strings, branches, loops. */
function declaration(name, random) {
  const kind = random();
  if (kind < 0.25) return objectLiteral(name, random);
  if (kind < 0.5) return classDeclaration(name, random);
  const [a, b, c] = ['a', 'b', 'c'].map((end) => identifier(random) + end);
  return `function ${name}(${a},${b}){let ${c}=${expression(random, [a, b])};${statements(random, [a, b, c])}return ${expression(random, [a, b, c])}}\n`;
}

function objectLiteral(name, random) {
  const rows = Array.from(
    { length: 2 + Math.floor(random() * 6) },
    () => `${identifier(random)}:${literal(random)}`,
  );
  return `const ${name}={${rows.join(',')}};\n`;
}

function classDeclaration(name, random) {
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

/** Returns a name with roughly the letter frequencies of English. Its final digits prevent reserved words. */
function identifier(random) {
  const letters = Array.from(
    { length: 2 + Math.floor(random() * 7) },
    () => LETTERS[Math.floor(random() ** 1.6 * 26)],
  );
  return `${letters.join('')}${Math.floor(random() * 1000)}`;
}

const pick = (random, list) => list[Math.floor(random() * list.length)];

/** Returns a seeded pseudo-random number generator (linear congruential), from 0 (inclusive) to 1 (exclusive). */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
