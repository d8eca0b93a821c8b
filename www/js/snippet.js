/** The code that a reader would write for the current choices. */

/** @import { Choices, Metadata } from './types.d.ts' */

/**
 * @param {Choices} choices
 * @returns {string}
 */
export function browserSnippet(choices) {
  return `import { openSession } from 'flow-widget-loader';

const session = openSession({
  id: async ({ signal }) => {
    const response = await fetch('/api/flow', { method: 'POST', signal });
    if (!response.ok) throw new Error(\`/api/flow: \${response.status}\`);
    return (await response.json()).session_id;
  },
  selector: '#flow-widget',
  locale: '${choices.locale}',
});

session.addEventListener('statechange', () => console.log(session.state));
cancelButton.onclick = () => session.cancel();

try {
  const detail = await session.finished;
  console.dir(detail);
} catch (error) {
  if (error.name !== 'AbortError') console.error(error.code, error.message);
}
`;
}

/**
 * @param {Metadata | undefined} metadata
 * @returns {string}
 */
export function backendSnippet(metadata) {
  const photo = metadata?.face2face !== undefined;
  const argument = metadata ? `{\n    metadata: ${literal(metadata, '    ')},\n  }` : '';
  return `${photo ? "import { readFile } from 'node:fs/promises';\n" : ''}import { createFlowClient } from 'flow-widget-loader/client';

const flow = createFlowClient({ apiKey: process.env.FLOW_API_KEY });

// POST /api/flow
export async function create() {
  const { session_id } = await flow.createSession(${argument});
  return { session_id };
}

// GET /api/flow/:id
export async function result(id) {
  return await flow.getResult(id);
}
`;
}

/**
 * A value as JavaScript is usually written.
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
      // The photo itself would bury the snippet.
      const text = key === 'photo1' ? "await readFile('photo.jpg', 'base64')" : literal(member, inner);
      return `${inner}${key}: ${text},\n`;
    });
    return `{\n${lines.join('')}${indent}}`;
  }
  if (typeof value !== 'string') return String(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
