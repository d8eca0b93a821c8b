// docs/openapi: the documents are valid, and say what the other documents and the code say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { checkValue, compile, operationsOf, readDocument } from './support.mjs';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const documents = { backend: readDocument('backend'), service: readDocument('service') };

/** Calls `visit` with each object in a value, and with its path. */
function walk(value, visit, path = []) {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) visit(value, path);
  for (const [name, item] of Object.entries(value)) walk(item, visit, [...path, name]);
}

for (const [name, document] of Object.entries(documents)) {
  test(`${name}.yaml is valid OpenAPI 3.1`, async () => {
    const text = read(`docs/openapi/${name}.yaml`);
    // YAML aliases are not read by every tool.
    assert.doesNotMatch(text, /^\s*[^#'"]*[:-] [&*]\w/m);
    const result = await new Validator().validate(text);
    assert.deepEqual(result, { valid: true });
    assert.equal(document.openapi, '3.1.0');
  });

  test(`${name}.yaml: each operation has its own id, a summary and a tag that is declared`, () => {
    const { paths, webhooks = {}, tags } = document;
    const items = [...Object.values(paths), ...Object.values(webhooks)];
    const count = items.flatMap((item) => ['get', 'post', 'options'].filter((method) => item[method])).length;
    const operations = Object.values(operationsOf(document));
    assert.equal(operations.length, count);
    for (const { operationId, summary, tags: own } of operations) {
      assert.match(summary, /\.$/, operationId);
      assert.ok(
        tags.some((tag) => tag.name === own[0]),
        operationId,
      );
    }
  });

  test(`${name}.yaml: each example matches its schema`, () => {
    let count = 0;
    walk(document, (object, path) => {
      const { schema, example, examples = {} } = object;
      if (!schema) return;
      const values = Object.values(examples).map(({ value }) => value);
      if (example !== undefined) values.push(example);
      for (const value of values) checkValue(schema, value, path.join('.'));
      count += values.length;
    });
    assert.ok(count > 15, `${count} examples`);
  });

  test(`${name}.yaml: each schema compiles, and each required property is declared`, () => {
    walk(document, ({ schema }) => schema && compile(schema));
    for (const schema of Object.values(document.components.schemas)) compile(schema);
  });
}

test('service.yaml: each item has a confidence, and each object may have more fields', () => {
  const { service } = documents;
  const isKnown = (item, name) =>
    assert.ok(['documented', 'seen', 'inferred'].includes(item['x-confidence']), name);
  for (const operation of Object.values(operationsOf(service))) {
    const { operationId, parameters, responses } = operation;
    isKnown(operation, operationId);
    for (const parameter of parameters) isKnown(parameter, `${operationId} ${parameter.name}`);
    for (const [status, response] of Object.entries(responses)) {
      isKnown(response, `${operationId} ${status}`);
      for (const [name, header] of Object.entries(response.headers ?? {}))
        isKnown(header, `${operationId} ${status} ${name}`);
    }
  }
  for (const [name, schema] of Object.entries(service.components.schemas)) {
    if (name === 'Error') isKnown(schema.additionalProperties, name);
    else assert.equal(schema.additionalProperties, true, name);
    for (const [field, property] of Object.entries(schema.properties)) isKnown(property, `${name}.${field}`);
  }
});

test('service.yaml has the fields and sources of the tables in docs/service.md', () => {
  const { schemas } = documents.service.components;
  const docs = read('docs/service.md');
  const part = (from, to) => docs.slice(docs.indexOf(from), docs.indexOf(to, docs.indexOf(from) + 1));
  /** Returns the source of each field; a row can have several fields, and each a path. */
  const tableOf = (text) => {
    const fields = {};
    for (const row of text.matchAll(/^\| (`.*) \|$/gm)) {
      const cells = row[1].split('|').map((cell) => cell.trim());
      for (const [, path] of cells[0].matchAll(/`([^`]+)`/g)) fields[path] = cells.at(-1);
    }
    return fields;
  };
  /** Returns the confidence of each property, as far down as the table goes. */
  const documentOf = (schema, table, prefix = '') => {
    const fields = {};
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const path = `${prefix}${name}`;
      const isDeeper = Object.keys(table).some((key) => key.startsWith(`${path}.`));
      if (isDeeper && property.properties) Object.assign(fields, documentOf(property, table, `${path}.`));
      else fields[path] = property['x-confidence'];
    }
    return fields;
  };
  const tables = [
    [schemas.Result, part('## Result fields', '`liveness_result`: a failed')],
    [schemas.LivenessResult, part('`liveness_result`: a failed', '`face2face_result`:\n')],
    [schemas.Face2FaceResult, part('`face2face_result`:\n', "`document_recognition_result`: the guide's")],
    [schemas.DocumentResult, part("`document_recognition_result`: the guide's", '`edocument_result`:\n')],
    [schemas.EDocumentResult, part('`edocument_result`:\n', '## Statuses')],
    [schemas.Metadata, part('## Metadata', '## Technologies')],
    [schemas.FlowStart, part('| field        | meaning', '| event  ')],
  ];
  for (const [schema, text] of tables) {
    const table = tableOf(text);
    assert.ok(Object.keys(table).length > 3, text);
    assert.deepEqual(documentOf(schema, table), table);
  }
});

test('backend.yaml has each error code of the handlers, with its status, as docs/server.md says', () => {
  const docs = read('docs/server.md');
  const documented = new Set();
  for (const [, status, code, retryable] of docs.matchAll(/^\| (\d{3}) +\| `([\w-]+)` +\| ([^|]+)\|/gm)) {
    const answers = { yes: [true], no: [false] }[retryable.trim()] ?? [true, false];
    for (const answer of answers) documented.add(`${status} ${code} ${answer}`);
  }
  const webhookOnly = '503 not-final true';
  const otherBackends = '410 gone false';
  const found = new Set();
  for (const { responses } of Object.values(operationsOf(documents.backend))) {
    for (const [status, { content }] of Object.entries(responses)) {
      for (const { value } of Object.values(content?.['application/json']?.examples ?? {}))
        if (value.error) found.add(`${status} ${value.error.code} ${value.error.retryable}`);
    }
  }
  assert.ok(documented.size > 15);
  assert.deepEqual([...found].sort(), [...documented, webhookOnly, otherBackends].sort());
});
