/** The report as text and as JSON. */
import { createRedactor } from '../server/redact.js';
import type { FindingStatus, Section } from './finding.js';

/** Where the report was made. */
export interface Environment {
  /** The version of this package. */
  readonly version: string;
  readonly node: string;
  readonly platform: string;
}

const MARKS: Readonly<Record<FindingStatus, string>> = {
  ok: '✓',
  info: '·',
  unknown: '?',
  warning: '!',
  problem: '✗',
};

/** The width of the text, in characters. */
const WIDTH = 100;

/** Returns the number of findings of each status. */
export function countsOf(sections: readonly Section[]): Record<FindingStatus, number> {
  const counts = { ok: 0, info: 0, unknown: 0, warning: 0, problem: 0 };
  for (const { findings } of sections) for (const { status } of findings) counts[status] += 1;
  return counts;
}

/** Returns the report as a checklist. */
export function toText(sections: readonly Section[], { version, node, platform }: Environment): string {
  const lines = [`flow-widget-loader doctor ${version} · Node.js ${node} · ${platform}`];
  for (const { title, findings } of sections) {
    lines.push('', title);
    for (const { status, text, fix } of findings) {
      lines.push(...wrap(text, `  ${MARKS[status]} `));
      if (fix !== undefined) lines.push(...wrap(fix, '    → '));
    }
  }
  const { problem, warning, unknown } = countsOf(sections);
  lines.push('', `${count(problem, 'problem')}, ${count(warning, 'warning')}, ${unknown} not checked`);
  return lines.join('\n');
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

function wrap(text: string, first: string): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const isStart = line.trimEnd() === line.slice(0, first.length).trimEnd();
    if (!isStart && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(first.length) + word;
    } else line += isStart ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** Returns the report as JSON. */
export function toJson(sections: readonly Section[], environment: Environment): string {
  const counts = countsOf(sections);
  const report = {
    tool: 'flow-widget-loader doctor',
    ...environment,
    healthy: counts.problem === 0,
    counts,
    sections,
  };
  return JSON.stringify(report, null, 2);
}

/** Returns a function that removes secrets from a report, should one be in it in spite of all care. */
export function redactorFor(secrets: readonly string[]): (text: string) => string {
  const redactors = secrets.map(createRedactor);
  return (text) => redactors.reduce((redacted, redact) => redact(redacted), text);
}
