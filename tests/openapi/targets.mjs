import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { sandboxKeys } from '../../dist/sandbox.js';
import { SECRET } from './servers.mjs';

const read = (name) =>
  parse(readFileSync(new URL(`../../docs/openapi/${name}.yaml`, import.meta.url), 'utf8'));

/** Returns the document of the backend, with the secret of the test server as the only one that is valid. */
export function backendDocument() {
  const document = read('backend');
  const [parameter] = document.paths['/webhooks/flow/{secret}'].parameters;
  parameter.schema = { type: 'string', enum: [SECRET] };
  return document;
}

/** Returns the document of the service, for the sandbox: with its keys, and without what it does not have. */
export function sandboxDocument() {
  const document = read('service');
  const { paths, components } = document;
  // The sandbox is one server.
  delete paths['/flow/{session_id}'].servers;
  delete paths['/api/v1/e-document/generate-files/'];
  const key = { type: 'string', enum: [sandboxKeys.everyone, sandboxKeys.document] };
  const { parameters } = paths['/api/v1/flows/session/result/'].get;
  parameters.find(({ name }) => name === 'flow_api_key').schema = key;
  const { schemas } = components;
  schemas.CreateRequest.properties.api_key = key;
  // The sandbox reads null as an absent field. The document does not say so, because it is not known of the service.
  for (const name of ['Metadata', 'FaceMetadata', 'EDocumentMetadata', 'Prefill', 'GeneralMetadata'])
    schemas[name].properties = nullable(schemas[name].properties);
  const { metadata } = nullable(schemas.CreateRequest.properties);
  schemas.CreateRequest.properties.metadata = metadata;
  return document;
}

const nullable = (properties) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, { anyOf: [schema, { type: 'null' }] }]),
  );
