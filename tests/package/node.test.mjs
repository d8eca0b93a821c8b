// Node, as used for server-side rendering: no DOM, no bundler.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { entries, tarball, unpack } from './support/pack.mjs';
import { CACHE, NAME } from './support/places.mjs';

const exec = promisify(execFile);
const folder = `${CACHE}node-app`;

/** Node 20 and 22 print an ExperimentalWarning when a module is loaded with require(). */
const REQUIRE_WARNS = Number.parseInt(process.versions.node, 10) < 24;

/** Runs a script in the app's folder. Returns the JSON that it printed, and its stderr. */
async function node(script, type = 'module', flags = []) {
  const file = `${folder}/script.${type === 'module' ? 'mjs' : 'cjs'}`;
  await writeFile(file, script);
  const { stdout, stderr } = await exec(process.execPath, [...flags, file], { cwd: folder });
  return { value: JSON.parse(stdout), stderr };
}

/** The entry points that the app can import: it has no React and no Vue. */
const importable = entries.filter((entry) => !/\/(react|vue)$/.test(entry));

before(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, '{ "private": true }');
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--offline', await tarball()];
  await exec('npm', args, { cwd: folder });
});

test('npm installs the same files that the other tests unpack', async () => {
  const other = `${CACHE}node-unpacked`;
  await unpack(other);
  assert.deepEqual(await contents(`${folder}/node_modules/${NAME}`), await contents(`${other}/${NAME}`));
  await rm(other, { recursive: true });
});

test('npm links the command', async () => {
  const { stdout } = await exec(`${folder}/node_modules/.bin/flow-widget-loader`, ['sandbox', '--help']);
  assert.match(stdout, /^flow-widget-loader sandbox \[--port N\]/);
});

for (const entry of importable) {
  test(`${entry} can be imported without a DOM`, async () => {
    const { value, stderr } = await node(
      `const { ...names } = await import('${entry}'); console.log(JSON.stringify(Object.keys(names)))`,
    );
    assert.ok(value.length > 0);
    assert.equal(stderr, '');
  });
}

test('imports add no globals and do not keep the process running', async () => {
  const { value } = await node(`
    const before = Reflect.ownKeys(globalThis).length;
    for (const entry of ${JSON.stringify(importable)}) await import(entry);
    console.log(JSON.stringify([before, Reflect.ownKeys(globalThis).length]));`);
  assert.equal(value[0], value[1]);
});

for (const entry of [NAME, `${NAME}/slim`]) {
  test(`startSession of ${entry} rejects with \`unsupported-environment\` on a server`, async () => {
    const { value } = await node(`
      import { FlowWidgetError, startSession } from '${entry}';
      const error = await startSession({ id: 'a', selector: '#a' }).catch((error) => error);
      console.log(JSON.stringify([error.code, error instanceof FlowWidgetError]));`);
    assert.deepEqual(value, ['unsupported-environment', true]);
  });
}

test('init() of /slim is a no-op on a server', async () => {
  const { value } = await node(`
    import { init } from '${NAME}/slim';
    console.log(JSON.stringify([await init(), await init('/not/here.wasm')]));`);
  assert.deepEqual(value, [null, null]);
});

test('/sandbox, /client and /server work together', async () => {
  const { value } = await node(`
    import { createServer } from 'node:http';
    import { createFlowClient } from '${NAME}/client';
    import { createSandbox, sandboxKeys } from '${NAME}/sandbox';
    import { createFlowHandler, toNodeHandler } from '${NAME}/server';
    const sandbox = createSandbox();
    const listen = (handler) => new Promise((resolve) => {
      const server = createServer(toNodeHandler(handler)).listen(0, '127.0.0.1', () => resolve(server));
    });
    const service = await listen((request) => sandbox.fetch(request));
    const baseUrl = 'http://127.0.0.1:' + service.address().port;
    const apiKey = sandboxKeys.everyone;
    const { session_id } = await createFlowClient({ apiKey, baseUrl }).createSession();
    const handler = createFlowHandler({ apiKey, baseUrl, authorize: () => 'user-1' });
    const response = await handler(new Request('http://host.example/', { method: 'POST' }));
    console.log(JSON.stringify([typeof session_id, response.status]));
    service.closeAllConnections();
    service.close();`);
  assert.deepEqual(value, ['string', 201]);
});

describe('CommonJS', () => {
  for (const entry of importable) {
    test(`require('${entry}') works`, async () => {
      const { value } = await node(
        `const names = require('${entry}'); console.log(JSON.stringify(Object.keys(names).length > 0))`,
        'commonjs',
        REQUIRE_WARNS ? ['--disable-warning=ExperimentalWarning'] : [],
      );
      assert.equal(value, true);
    });
  }

  test('where Node cannot require() ES modules, require() throws ERR_REQUIRE_ESM and import() works', async () => {
    const { value } = await node(
      `let code;
      try {
        require('${NAME}');
      } catch (error) {
        code = error.code;
      }
      import('${NAME}').then(({ startSession }) => console.log(JSON.stringify([code, typeof startSession])));`,
      'commonjs',
      ['--no-experimental-require-module'],
    );
    assert.deepEqual(value, ['ERR_REQUIRE_ESM', 'function']);
  });
});

test('a file that is not an entry point cannot be imported', async () => {
  const { value } = await node(`
    const error = await import('${NAME}/dist/core-inline.js').catch((error) => error);
    console.log(JSON.stringify(error.code));`);
  assert.equal(value, 'ERR_PACKAGE_PATH_NOT_EXPORTED');
});

async function contents(folder) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((name) => name.isFile())
    .map((name) => `${name.parentPath ?? name.path}/${name.name}`);
  return Object.fromEntries(
    await Promise.all(
      files.sort().map(async (file) => {
        const hash = createHash('sha256').update(await readFile(file));
        return [file.slice(folder.length), hash.digest('hex')];
      }),
    ),
  );
}
