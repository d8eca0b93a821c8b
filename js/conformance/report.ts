import type { Rule } from './rule.js';
import type { Finding, Outcome, Report } from './run.js';

/** Where the rules are explained. */
const DOCS = 'docs/server.md';
const SIGNS = { passed: '✓', skipped: '–', must: '✗', should: '!' };

const areaOf = ({ id }: { id: string }) => id.slice(0, id.indexOf('/'));

function lineOf(outcome: Outcome, width: number): string {
  const {
    id,
    level,
    status,
    text,
    reason,
    expected = '',
    received = '',
    request,
    more = [],
    section,
  } = outcome;
  const sign = SIGNS[status === 'failed' ? level : status];
  const line = `  ${sign} ${id.padEnd(width)}  ${text}${reason ? ` (skipped: ${reason})` : ''}`;
  if (status !== 'failed') return line;
  const first: Finding = { expected, received, ...(request && { request }) };
  const details = [...[first, ...more].flatMap(detailsOf), `see       ${DOCS}#${section}`];
  return [line, ...details.map((detail) => `      ${detail}`)].join('\n');
}

const detailsOf = ({ expected, received, request }: Finding): string[] => [
  `expected  ${expected}`,
  `received  ${received}`,
  ...(request ? [`request   ${request}`] : []),
];

/** Returns which options make the command check the rules that were skipped; `undefined` if no option does. */
function hintFor(outcomes: readonly Outcome[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { option } of outcomes) if (option) counts.set(option, (counts.get(option) ?? 0) + 1);
  if (counts.size === 0) return undefined;
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const options = [...counts].map(([option, count]) => (counts.size > 1 ? `${option} (${count})` : option));
  return `${total} ${total === 1 ? 'rule' : 'rules'} skipped: add ${options.join(', ')}`;
}

/** Returns a report as text: a table for each area, the counts, and the options that would check more. */
export function textOf({ endpoint, outcomes, counts }: Report): string {
  const width = Math.max(0, ...outcomes.map(({ id }) => id.length));
  const lines = [`Conformance of ${endpoint}`];
  let area: string | undefined;
  for (const outcome of outcomes) {
    if (areaOf(outcome) !== area) lines.push('', areaOf(outcome));
    area = areaOf(outcome);
    lines.push(lineOf(outcome, width));
  }
  const { passed, must, should, skipped } = counts;
  lines.push('', `${passed} passed, ${must} must failed, ${should} should failed, ${skipped} skipped`);
  const hint = hintFor(outcomes);
  if (hint) lines.push(hint);
  return lines.join('\n');
}

/** Returns the rules as text, for `--list`. */
export function listOf(rules: readonly Rule[]): string {
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  return rules.map(({ id, level, text }) => `${id.padEnd(width)}  ${level.padEnd(6)}  ${text}`).join('\n');
}

/** Returns the rules as a table in Markdown, for docs/conformance.md. */
export function tableOf(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, level, text, section }) => {
    const link = `[server.md](server.md#${section})`;
    return `| \`${id}\` | ${level} | ${text.replaceAll('|', '\\|')} | ${link} |`;
  });
  return ['| rule | level | what the backend does | source |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}
