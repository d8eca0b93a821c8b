import type { Rule } from './rule.js';
import type { Outcome, Report } from './run.js';

/** Where the rules are explained. */
const DOCS = 'docs/server.md';
const SIGNS = { passed: '✓', skipped: '–', must: '✗', should: '!' };

const areaOf = ({ id }: { id: string }) => id.slice(0, id.indexOf('/'));

function lineOf(outcome: Outcome, width: number): string {
  const { id, level, status, text, reason, expected, received, request, section } = outcome;
  const sign = SIGNS[status === 'failed' ? level : status];
  const line = `  ${sign} ${id.padEnd(width)}  ${text}${reason ? ` (skipped: ${reason})` : ''}`;
  if (status !== 'failed') return line;
  const details = [
    `expected  ${expected}`,
    `received  ${received}`,
    ...(request ? [`request   ${request}`] : []),
    `see       ${DOCS}#${section}`,
  ];
  return [line, ...details.map((detail) => `      ${detail}`)].join('\n');
}

/** Returns a report as text: a table for each area, then the counts. */
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
