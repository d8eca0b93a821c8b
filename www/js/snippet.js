/** Sample code for the current choices. */

import { resumes } from './choices.js';

/** @import { Choices, Metadata } from './types.d.ts' */

/**
 * @param {Choices} choices
 * @returns {string}
 */
export function browserSnippet(choices) {
  const { locale, display, resume, mode, fallback } = choices;
  const options = [
    "endpoint: '/api/flow'",
    ...(mode === 'widget' ? [] : [`mode: '${mode}'`]),
    ...(fallback ? [`fallback: '${fallback}'`] : []),
    ...(display === 'viewport' ? ["dialog: { size: 'viewport' }"] : []),
    ...(display === 'phone' || display === 'fluid' ? ["selector: '#flow-widget'"] : []),
    `locale: '${locale}'`,
    ...(resume ? ['resume: true'] : []),
    'signal: control.signal',
    'onState: (state) => console.log(state)',
  ];
  const continues = resumes(choices);
  return `import { ${continues ? 'hasPendingVerification, ' : ''}verify } from 'flow-widget-loader';
import { describeFailure } from 'flow-widget-loader/messages';

const show = (outcome) => alert(describeFailure(outcome, { locale: '${locale}' }).message);
let control;

async function run() {
  control = new AbortController();
  try {
    const verdict = await verify({
${options.map((option) => `      ${option},\n`).join('')}    });
    show(verdict);
  } catch (error) {
    if (error.name !== 'AbortError') show(error);
  }
}

startButton.onclick = run;
cancelButton.onclick = () => control?.abort();
${continues ? "// The page was reloaded, or the user has come back from the hosted page.\nif (hasPendingVerification('/api/flow')) run();\n" : ''}`;
}

/**
 * @param {Metadata | undefined} metadata
 * @returns {string}
 */
export function backendSnippet(metadata) {
  const photo = metadata?.face2face !== undefined;
  const option = metadata ? `\n  metadata: ${literal(metadata, '  ')},` : '';
  return `${photo ? "import { readFile } from 'node:fs/promises';\n" : ''}import { createFlowHandler } from 'flow-widget-loader/server';

// POST /api/flow and GET /api/flow/:id
export const handler = createFlowHandler({
  apiKey: process.env.FLOW_API_KEY,
  authorize: (request) => userOf(request),${option}
});
`;
}

/**
 * Returns a value as a JavaScript literal with single quotes, indented.
 *
 * @param {unknown} value
 * @param {string} indent
 * @returns {string}
 */
function literal(value, indent) {
  if (Array.isArray(value)) return `[${value.map((member) => literal(member, indent)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const inner = `${indent}  `;
    const lines = Object.entries(value).map(([key, member]) => {
      // The photo's base64 can be megabytes long, so the sample code reads a file.
      const text = key === 'photo1' ? "await readFile('photo.jpg', 'base64')" : literal(member, inner);
      return `${inner}${key}: ${text},\n`;
    });
    return `{\n${lines.join('')}${indent}}`;
  }
  if (typeof value !== 'string') return String(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
