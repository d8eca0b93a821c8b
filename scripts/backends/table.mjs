/** The table of conformance in docs/conformance.md: areas of rules and backends. */
import { readFile, writeFile } from 'node:fs/promises';

const DOCUMENT = 'docs/conformance.md';
const [START, END] = ['<!-- backends: npm run test:backends -- --table -->', '<!-- /backends -->'];

const areaOf = ({ id }) => id.split('/', 1)[0];

/** Returns how many rules of a level were kept, of those that were checked; an empty string for none. */
function countOf(outcomes, level) {
  const checked = outcomes.filter((outcome) => outcome.level === level && outcome.status !== 'skipped');
  const passed = checked.filter(({ status }) => status === 'passed');
  return checked.length === 0 ? '–' : `${passed.length}/${checked.length}`;
}

const row = (cells) => `| ${cells.join(' | ')} |`;

/**
 * Returns the table: for each area and backend, the `must` and the `should` that were kept.
 *
 * @param {{ title: string, outcomes: { id: string, level: 'must' | 'should', status: string }[] }[]} reports
 */
export function tableOf(reports) {
  const all = reports.flatMap(({ outcomes }) => outcomes).filter(({ status }) => status !== 'skipped');
  const areas = [...new Set(all.map(areaOf))];
  const cell = (outcomes) => ['must', 'should'].map((level) => countOf(outcomes, level)).join(', ');
  const broken = reports.flatMap(({ title, outcomes }) =>
    outcomes
      .filter(({ status }) => status === 'failed')
      .map(({ id, level }) => `- ${title}: \`${id}\` (${level})`),
  );
  return [
    row(['area', ...reports.map(({ title }) => title)]),
    row(['---', ...reports.map(() => '---')]),
    ...areas.map((area) =>
      row([
        `\`${area}\``,
        ...reports.map(({ outcomes }) => cell(outcomes.filter((outcome) => areaOf(outcome) === area))),
      ]),
    ),
    row(['all', ...reports.map(({ outcomes }) => cell(outcomes))]),
    '',
    ...(broken.length > 0 ? ['Not kept:', '', ...broken] : []),
  ]
    .join('\n')
    .trim();
}

/** Writes the table between its markers. */
export async function writeTable(reports) {
  const text = await readFile(DOCUMENT, 'utf8');
  const [before, rest] = text.split(START);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${DOCUMENT} has no lines ${START} and ${END}.`);
  await writeFile(DOCUMENT, `${before}${START}\n\n${tableOf(reports)}\n\n${END}${after}`);
}
