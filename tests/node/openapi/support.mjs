import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Reads `docs/openapi/NAME.yaml`, with each reference replaced by its target. */
export function readDocument(name) {
  const file = new URL(`../../../docs/openapi/${name}.yaml`, import.meta.url);
  const document = parse(readFileSync(file, 'utf8'));
  /** The targets by reference. A target is one object everywhere, so that its schema is compiled once. */
  const targets = new Map();
  const targetOf = ($ref) => {
    if (!targets.has($ref)) {
      assert.ok($ref.startsWith('#/'), $ref);
      const target = $ref
        .slice('#/'.length)
        .split('/')
        .reduce((parent, key) => parent?.[key], document);
      assert.ok(target, `${$ref} has no target`);
      targets.set($ref, resolve(target));
    }
    return targets.get($ref);
  };
  const resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve);
    if (value === null || typeof value !== 'object') return value;
    const { $ref, ...rest } = value;
    const own = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, resolve(item)]));
    if (typeof $ref !== 'string') return own;
    return Object.keys(own).length === 0 ? targetOf($ref) : { ...targetOf($ref), ...own };
  };
  return resolve(document);
}

/** Returns the operations of a document by `operationId`: those of its paths and its webhooks. */
export function operationsOf({ paths, webhooks = {} }) {
  const operations = {};
  for (const [path, item] of [...Object.entries(paths), ...Object.entries(webhooks)]) {
    for (const method of METHODS.filter((name) => item[name])) {
      const operation = item[method];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      operations[operation.operationId] = { ...operation, path, method, parameters };
    }
  }
  return operations;
}

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
ajv.addVocabulary(['example', 'x-confidence', 'x-unknown']);
const validators = new Map();

/** Compiles a schema. Fails if it has unknown keywords, or requires a property that it does not declare. */
export function compile(schema) {
  if (!validators.has(schema)) validators.set(schema, ajv.compile(schema));
  return validators.get(schema);
}

/** Fails if a value does not match a schema. */
export function checkValue(schema, value, name) {
  const validate = compile(schema);
  if (validate(value)) return;
  const problems = validate.errors.map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );
  assert.fail(`${name} does not match the document: ${problems.join('; ')}\n${JSON.stringify(value)}`);
}

/** Returns a schema in which objects have the listed properties only. */
function closed(schema) {
  const copy = { ...schema };
  if (copy.items) copy.items = closed(copy.items);
  if (copy.anyOf) copy.anyOf = copy.anyOf.map(closed);
  if (copy.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(copy.properties).map(([name, part]) => [name, closed(part)]),
    );
    // A schema in its place says what other properties are.
    if (typeof copy.additionalProperties !== 'object') copy.additionalProperties = false;
  }
  return copy;
}

/** Headers that the document of the backend leaves out: those of the body, and what a test server adds. */
const OTHER_HEADERS = ['content-type', 'content-length', 'date', 'connection', 'keep-alive'];

/**
 * Checks real requests and responses. Other than in the document, they must have listed fields only: a field that we send
 * and do not document is a mistake.
 *
 * @param {object} document of `readDocument`
 * @param {{ headers?: boolean }} [options] `headers`: responses must have listed headers only
 */
export function createChecker(document, { headers: checksHeaders = false } = {}) {
  const operations = operationsOf(document);
  const exercised = new Set();
  const schemas = new Map();
  const closedOf = (schema) => {
    if (!schemas.has(schema)) schemas.set(schema, closed(schema));
    return schemas.get(schema);
  };

  return {
    operations,

    /** Checks a request: path parameters, query, headers and JSON body. `request` has `url`, `headers` and `body`. */
    checkRequest(operationId, { url, method, headers, body }) {
      const operation = operations[operationId];
      assert.equal(method.toLowerCase(), operation.method);
      const { pathname, searchParams } = new URL(url, 'http://localhost');
      const names = [];
      const pattern = operation.path.replace(
        /\{(\w+)\}/g,
        (_, name) => `(?<${names.push(name) && name}>[^/]+)`,
      );
      const match = new RegExp(`^${pattern}$`).exec(pathname);
      assert.ok(match, `${pathname} is not the path of ${operationId}`);
      const sent = new Headers(headers);
      const given = {
        path: (name) => decodeURIComponent(match.groups[name]),
        query: (name) => searchParams.get(name) ?? undefined,
        header: (name) => sent.get(name) ?? undefined,
      };
      for (const { name, in: place, required, schema } of operation.parameters) {
        const value = given[place](name);
        if (value !== undefined) checkValue(schema, value, `${operationId}: ${name}`);
        else assert.ok(!required, `${operationId}: ${name} is missing`);
      }
      const queries = operation.parameters.filter((parameter) => parameter.in === 'query');
      for (const name of searchParams.keys())
        assert.ok(
          queries.some((parameter) => parameter.name === name),
          `${operationId}: query ${name}`,
        );
      if (!body) return assert.ok(!operation.requestBody?.required, `${operationId}: no body`);
      assert.ok(operation.requestBody, `${operationId} has a body: ${body}`);
      assert.equal(sent.get('content-type'), 'application/json');
      this.checkBody(operationId, JSON.parse(body));
    },

    /** Checks the body of a request. */
    checkBody(operationId, body) {
      const { schema } = operations[operationId].requestBody.content['application/json'];
      checkValue(closedOf(schema), body, `${operationId}: request`);
    },

    /** Checks a response, and returns its body as a value. */
    async checkResponse(operationId, response) {
      const { responses } = operations[operationId];
      const status = responses[response.status] ? String(response.status) : 'default';
      const text = await response.text();
      const name = `${operationId} ${response.status}`;
      const expected = responses[status];
      assert.ok(expected, `${name} is not documented: ${text}`);
      exercised.add(`${operationId} ${status}`);
      const documented = Object.entries(expected.headers ?? {});
      for (const [header, { required, schema }] of documented) {
        const value = response.headers.get(header);
        if (value !== null) checkValue(schema, value, `${name}: ${header}`);
        else assert.ok(!required, `${name}: ${header} is missing`);
      }
      const listed = [...documented.map(([header]) => header.toLowerCase()), ...OTHER_HEADERS];
      for (const header of checksHeaders ? response.headers.keys() : [])
        assert.ok(listed.includes(header), `${name}: ${header} is not documented`);
      const type = response.headers.get('content-type')?.split(';')[0];
      if (!expected.content) return assert.equal(text, '', name);
      const media = expected.content[type];
      assert.ok(media, `${name}: the content type ${type} is not documented`);
      const value = type === 'application/json' ? JSON.parse(text) : text;
      checkValue(closedOf(media.schema), value, name);
      return value;
    },

    /** Returns the documented responses that no response had yet, of all operations but `others`. */
    missing(others = []) {
      return Object.entries(operations)
        .filter(([operationId]) => !others.includes(operationId))
        .flatMap(([operationId, { responses }]) =>
          Object.keys(responses).map((status) => `${operationId} ${status}`),
        )
        .filter((name) => !exercised.has(name));
    },
  };
}
