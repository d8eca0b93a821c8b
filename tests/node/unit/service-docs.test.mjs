// docs/service.md: its tables and examples are those of the fixtures and of the code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const text = read('docs/service.md');
const fixture = (name) => JSON.parse(read(`tests/fixtures/${name}.json`));
const SOURCES = { D: 'documented', C: 'seen', I: 'inferred' };

/** Returns the part below a heading, up to the next heading of the same or a higher level. */
function section(heading) {
  const level = /^#+/.exec(heading)[0].length;
  const start = text.indexOf(`\n${heading}\n`);
  assert.ok(start >= 0, heading);
  const body = text.slice(start + heading.length + 2);
  const end = body.search(new RegExp(`^#{1,${level}} `, 'm'));
  return end < 0 ? body : body.slice(0, end);
}

/** Returns the tables of a text as rows of cells; the first row has the titles. */
const tablesOf = (part) =>
  [...part.matchAll(/(?:^\|.*\|\n)+/gm)].map(([table]) =>
    table
      .trim()
      .split('\n')
      .filter((line) => !/^\| -/.test(line))
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      ),
  );
/** Returns the code spans of a text. */
const codesOf = (part) => [...part.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
test('each row of a table with a source says documented, seen or inferred', () => {
  const tables = tablesOf(text).filter(([titles]) => titles.at(-1) === 'Source');
  assert.ok(tables.length > 10);
  for (const [titles, ...rows] of tables) {
    for (const row of rows) {
      assert.equal(row.length, titles.length, row.join(' | '));
      assert.ok(Object.values(SOURCES).includes(row.at(-1)), row.join(' | '));
    }
  }
});

test('the table of failure reasons has exactly the documented reasons, in their order', () => {
  const [[, ...rows]] = tablesOf(section('## Failure reasons'));
  const expected = fixture('failure-reasons').map(({ type, detail, meaning, confidence }) => [
    `\`${type}\``,
    detail === null ? 'none' : `\`${detail}\``,
    meaning,
    SOURCES[confidence],
  ]);
  assert.deepEqual(rows, expected);
});

test('each example has the result, the verdict and the source of a tested answer', () => {
  const examples = section('### Examples')
    .split(/^#### .*$/m)
    .slice(1);
  assert.equal(examples.length, 3);
  for (const example of examples) {
    const [result, verdict] = [...example.matchAll(/^```json\n(.*?)^```$/gms)].map(([, code]) =>
      JSON.parse(code),
    );
    const answer = fixture('answers').find(
      (answer) => JSON.stringify(answer.result) === JSON.stringify(result),
    );
    assert.ok(answer, example);
    assert.deepEqual(verdict, { session_id: result.id, ...answer.verdict });
    assert.equal(/^Source: (\w+)\./m.exec(example)[1], SOURCES[answer.confidence]);
  }
});

test('the technologies have the codes, names and result fields of the code', () => {
  const rust = read('src/contract/technology.rs');
  const valuesOf = (method) => {
    const [, body] = new RegExp(`fn ${method}\\(.*?match self \\{(.*?)\\n        \\}`, 's').exec(rust);
    const arms = [...body.matchAll(/((?:Self::\w+(?: \| )?)+) => "([^"]+)"/g)];
    return Object.fromEntries(
      arms.flatMap(([, names, value]) => names.split(' | ').map((name) => [name, value])),
    );
  };
  const [names, fields] = [valuesOf('name'), valuesOf('result_field')];
  const expected = Object.entries(valuesOf('code')).map(([key, code]) => [code, names[key], fields[key]]);
  assert.equal(expected.length, 6);
  const [[, ...rows]] = tablesOf(section('## Technologies'));
  const actual = rows
    .filter(([code]) => code !== '?')
    .map(([code, name, , field]) => codesOf([code, name, field].join()));
  assert.deepEqual(actual.sort(), expected.sort());
});

test('the table of statuses has the words that the code knows', () => {
  const rust = read('src/contract/status.rs');
  const [, words] = /NOT_PASSED: \[&str; \d+\] = \[(.*?)\]/s.exec(rust);
  const expected = [
    'PROGRESS',
    'FINISHED',
    'CANCELLED_BY_USER',
    ...[...words.matchAll(/"(\w+)"/g)].map(([, word]) => word),
  ];
  const [[, ...rows]] = tablesOf(section('## Statuses'));
  assert.deepEqual(codesOf(rows.map(([word]) => word).join()).sort(), expected.sort());
});

test('the tables of fields have the fields of the public types', () => {
  const types = read('js/service/contract.ts');
  const fieldsOf = (name) => {
    const [, body] = new RegExp(`interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(types);
    return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, field]) => field);
  };
  const part = section('## Result fields');
  const tables = tablesOf(part).map(([, ...rows]) => codesOf(rows.map(([cell]) => cell).join()).sort());
  const simple = ['FlowResult', 'LivenessResult', 'Face2FaceResult', 'DocumentResult'];
  assert.deepEqual(
    tables.slice(0, 4),
    simple.map((name) => fieldsOf(name).sort()),
  );
  const common = fieldsOf('EDocumentCommon').map((field) => `result_json.common.${field}`);
  const edocument = fieldsOf('EDocumentResult').filter((field) => field !== 'result_json');
  assert.deepEqual(tables[4], [...edocument, ...common].sort());
  for (const field of [...fieldsOf('EDocumentOwner'), ...fieldsOf('EDocumentIssuer')])
    assert.ok(codesOf(part).includes(field), field);
});

test('the table of metadata has the fields and types of the code', () => {
  const rust = read('src/contract/shape.rs');
  const [, rules] = /const METADATA: .*? = \[(.*?)\n\];/s.exec(rust);
  const expected = [...rules.matchAll(/\("([\w.]+)", Kind::(\w+)\)/g)]
    .filter(([, , kind]) => kind !== 'Object')
    .map(([, path, kind]) => [path, kind.toLowerCase()]);
  const [[, ...rows]] = tablesOf(section('## Metadata'));
  const actual = rows.map(([path, type]) => [...codesOf(path), type]);
  assert.deepEqual(actual.sort(), expected.sort());
});

test('each section of the page is in its list of contents', () => {
  const contents = text.slice(0, text.indexOf('\n## '));
  const missing = [...text.matchAll(/^## (.*)$/gm)].filter(([, title]) => !contents.includes(`[${title}](#`));
  assert.deepEqual(missing, []);
});
