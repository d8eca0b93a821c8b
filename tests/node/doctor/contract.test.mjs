// Services whose responses differ from the contract.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { doctor, examineService, fakeService, KEY, passed, SESSION } from './support.mjs';

const session = (more) => ({ session_id: SESSION, technologies: ['LDHP'], ...more });
const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
const examineFake = async (t, answers, more) => examineService((await fakeService(t, answers)).url, more);

test('a result as documented is healthy, and only names and types are in the report', async (t) => {
  const { problems, text, findings } = await examineFake(t, {}, { sessionId: SESSION });
  assert.equal(problems, 0, text);
  assert.equal(findings['result/types'].status, 'ok');
  assert.equal(findings['result/unknown'].status, 'ok');
  assert.match(
    findings['assumption/confirmed'].text,
    /field\/edocument_result\.result_json\.common\.docOwner\.iin/,
  );
});

for (const [name, create, id, status, text] of [
  [
    'no session_id',
    without(session(), 'session_id'),
    'service/session/session_id',
    'problem',
    /has no `session_id`/,
  ],
  [
    'a renamed session_id',
    { id: SESSION, technologies: [] },
    'service/session/session_id',
    'problem',
    /It has: id, technologies/,
  ],
  ['an envelope', { data: session() }, 'service/session/session_id', 'problem', /inside `data`/],
  [
    'a number as the id',
    session({ session_id: 12345678901 }),
    'service/session/session_id',
    'problem',
    /a number, not a string/,
  ],
  ['an empty id', session({ session_id: '' }), 'service/session', 'problem', /is empty/],
  [
    'an id that is not a UUID',
    session({ session_id: 'abc-1' }),
    'service/session-id',
    'warning',
    /5 characters, not a UUID/,
  ],
  ['an array', [session()], 'service/session', 'problem', /an array, not an object/],
  [
    'technologies as objects',
    session({ technologies: [{ code: 'LDHP' }] }),
    'service/technologies',
    'problem',
    /another type than string: an object/,
  ],
  ['no technologies', session({ technologies: [] }), 'service/technologies', 'warning', /no technologies/],
  [
    'an extra technology',
    session({ technologies: ['LDHP', 'DS2'] }),
    'service/technologies',
    'warning',
    /not known: DS2/,
  ],
  ['an extra field', session({ expires: 5 }), 'service/session/unknown', 'info', /expires is a number/],
]) {
  test(`a new session with ${name}`, async (t) => {
    const { findings, text: report } = await examineFake(t, { create });
    assert.equal(findings[id]?.status, status, report);
    assert.match(findings[id].text, text);
  });
}

for (const [name, change, id, status, text] of [
  ['no id', (result) => without(result, 'id'), 'result/id', 'problem', /has no `id`/],
  [
    'session_id for id',
    ({ id, ...result }) => ({ session_id: id, ...result }),
    'result/id',
    'problem',
    /It has: session_id/,
  ],
  ['another id', (result) => ({ ...result, id: 'x' }), 'result/id', 'problem', /not the id of the session/],
  ['an envelope', (result) => ({ data: result }), 'result/id', 'problem', /inside `data`/],
  [
    'no technologies',
    (result) => without(result, 'technologies'),
    'result/technologies',
    'problem',
    /has no/,
  ],
  [
    'a technology without code and name',
    (result) => ({ ...result, technologies: [{}] }),
    'result/technologies',
    'warning',
    /1 of 1/,
  ],
  [
    'a technology with a known name only',
    (result) => ({ ...result, technologies: [{ name: 'face 2 face' }] }),
    'result/technologies',
    'ok',
    /F2F/,
  ],
  [
    'an unknown technology',
    (result) => ({ ...result, technologies: [{ name: 'Liveness PRO' }] }),
    'result/technologies',
    'warning',
    /Liveness PRO/,
  ],
  [
    'an unknown status',
    (result) => ({ ...result, status: 'IN_REVIEW' }),
    'result/status',
    'warning',
    /not known: IN_REVIEW/,
  ],
  [
    'a status with data',
    (result) => ({ ...result, status: 'of 900101400013' }),
    'result/status',
    'warning',
    /a text of 15 characters/,
  ],
  ['a status as a number', (result) => ({ ...result, status: 3 }), 'result/status', 'warning', /a number/],
  [
    'a status in lower case',
    (result) => ({ ...result, status: 'cancelled_by_user' }),
    'result/status',
    'ok',
    /known/,
  ],
  [
    'a longer word',
    (result) => ({ ...result, status: 'FINISHEDISH' }),
    'result/status',
    'warning',
    /not known/,
  ],
  [
    'a number for a string',
    (result) => ({ ...result, liveness_result: { prediction: 0.99 } }),
    'result/types',
    'warning',
    /liveness_result.prediction is number, not string/,
  ],
  [
    'a string for a boolean',
    (result) => ({ ...result, flow_session_result: 'true' }),
    'assumption/field/flow_session_result',
    'warning',
    /^Contradicted/,
  ],
  [
    'strings for objects',
    (result) => ({ ...result, request_sessions: ['203.0.113.77'] }),
    'result/types',
    'warning',
    /request_sessions is array, not array of objects/,
  ],
  [
    'an unknown field',
    (result) => ({ ...result, risk: { score: 5, 900101400013: 'x' } }),
    'result/unknown',
    'warning',
    /risk: object, risk.score: number, risk.\(a text of 12 characters\): string/,
  ],
  [
    'unknown fields of a device',
    (result) => ({ ...result, request_sessions: [{ ip: '203.0.113.77' }] }),
    'result/unknown',
    'warning',
    /request_sessions\[\]\.ip: string/,
  ],
  [
    'a person as a field',
    (result) => ({ ...result, 'A Ivanovna': 1 }),
    'result/unknown',
    'warning',
    /\(a text of 10 characters\): number/,
  ],
  [
    'a reason as a text',
    (result) => ({ ...result, flow_session_failure_reasons: ['x'] }),
    'assumption/confirmed',
    'ok',
    /reasons\/texts/,
  ],
  [
    'a reason as an object',
    (result) => ({ ...result, flow_session_failure_reasons: [{ type: 'CLIENT', detail: null }] }),
    'assumption/confirmed',
    'ok',
    /reasons\/objects/,
  ],
  [
    'an unknown field of a reason',
    (result) => ({ ...result, liveness_result: { failure_reason: { kind: 'x' } } }),
    'result/unknown',
    'warning',
    /liveness_result\.failure_reason\.kind: string/,
  ],
]) {
  test(`a result with ${name}`, async (t) => {
    const { findings, text: report } = await examineFake(t, { result: change(passed()) });
    assert.equal(findings[id]?.status, status, report);
    assert.match(findings[id].text, text);
  });
}

test('a result that is not an object is a problem', async (t) => {
  const { findings } = await examineFake(t, { result: (response) => response.end('[]') });
  assert.match(findings['service/result'].text, /not a JSON object/);
});

test('a new session that has ended already contradicts an assumption', async (t) => {
  const { findings } = await examineFake(t);
  assert.equal(findings['assumption/status/new'].status, 'warning');
});

test('hostile field names do not break the comparison', async (t) => {
  const result = JSON.parse(
    `{"id":"${SESSION}","technologies":[],"__proto__":{"a":1},"constructor":{"prototype":1},"toString":1,"${KEY}":1,"liveness_result":{"__proto__":1}}`,
  );
  const { findings } = await examineFake(t, { result: (response) => response.end(JSON.stringify(result)) });
  assert.match(findings['result/unknown'].text, /__proto__: object.*constructor: object.*toString: number/);
});

test('a result of many, deep fields gives a short list', async (t) => {
  let deep = {};
  for (let depth = 0; depth < 100; depth++) deep = { deep };
  const result = { ...passed(), deep };
  for (let index = 0; index < 1_000; index++) result[`f${index}`] = 1;
  const { findings } = await examineFake(t, { result });
  assert.ok(findings['result/unknown'].text.length < 1_000);
});

/** Returns the part of a document below a heading. */
const sectionOf = (text, title) => new RegExp(`^## ${title}\\n(.*?)^## `, 'ms').exec(text)[1];

test('the fields are those of docs/service.md, with the same types and sources', () => {
  const text = readFileSync(new URL('../../../docs/service.md', import.meta.url), 'utf8');
  const part = sectionOf(text, 'Result fields');
  const tables = part
    .split(/\n\n(?=\|)/)
    .slice(1)
    .map((table) =>
      [...table.matchAll(/^\| (`.*?) +\| ([\w ]+?) +\| .* \| (\w+) +\|$/gm)].flatMap(
        ([, names, type, source]) =>
          [...names.matchAll(/`([\w.]+)`/g)].map(([, name]) => [name, type, source]),
      ),
    );
  const { FIELDS } = doctor;
  const listed = (...paths) =>
    paths.flatMap((path) =>
      Object.entries(FIELDS[path]).map(([name, [type, source]]) => [name, type, source]),
    );
  assert.equal(tables.length, 5);
  assert.deepEqual(tables[0], listed(''));
  assert.deepEqual(tables[1].sort(), listed('liveness_result').sort());
  assert.deepEqual(tables[2].sort(), listed('face2face_result').sort());
  assert.deepEqual(tables[3].sort(), listed('document_recognition_result').sort());
  const edocument = [
    ...listed('edocument_result').filter(([name]) => name !== 'result_json'),
    ...listed('edocument_result.result_json.common').map(([name, ...rest]) => [
      `result_json.common.${name}`,
      ...rest,
    ]),
  ];
  assert.deepEqual(tables[4].sort(), edocument.sort());
  for (const path of ['docOwner', 'docIssuer'])
    for (const name of Object.keys(FIELDS[`edocument_result.result_json.common.${path}`]))
      assert.ok(part.includes(`\`${name}\``), name);
});

test('the technologies and statuses are those of docs/service.md', () => {
  const text = readFileSync(new URL('../../../docs/service.md', import.meta.url), 'utf8');
  const technologies = [...sectionOf(text, 'Technologies').matchAll(/^\| `(\w+)` +\| `([\w -]+)` +\|/gm)].map(
    ([, ...cells]) => cells,
  );
  assert.deepEqual(technologies, Object.entries(doctor.TECHNOLOGIES));
  const part = sectionOf(text, 'Statuses');
  const rows = [...part.matchAll(/^\| (`.*?) +\| .* \| (\w+) +\|$/gm)].flatMap(([, names, source]) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => [name, source]),
  );
  const expected = rows.filter(([name]) => /^[A-Z]+$/.test(name));
  assert.deepEqual(expected.sort(), Object.entries(doctor.STATUSES).sort());
});

test('every field that is seen or inferred is an assumption, and each has its own id', () => {
  const ids = doctor.ASSUMPTIONS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const [parent, fields] of Object.entries(doctor.FIELDS))
    for (const [name, [, source]] of Object.entries(fields))
      assert.equal(ids.includes(`field/${parent && `${parent}.`}${name}`), source !== 'documented', name);
});
