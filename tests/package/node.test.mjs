// Node, as a server that renders pages has it: no DOM, no bundler.
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

/** Node 20 and 22 say that to require() a module is experimental; whoever does it there reads so. */
const REQUIRE_WARNS = Number.parseInt(process.versions.node, 10) < 24;

/** Runs a script of the app's; resolves with what it printed, as JSON. */
async function node(script, type = 'module', flags = []) {
  const file = `${folder}/script.${type === 'module' ? 'mjs' : 'cjs'}`;
  await writeFile(file, script);
  const { stdout, stderr } = await exec(process.execPath, [...flags, file], { cwd: folder });
  return { value: JSON.parse(stdout), stderr };
}

/** What the app can be expected to have: all but the bindings to frameworks that it does not have. */
const able = entries.filter((entry) => !/\/(react|vue)$/.test(entry));

before(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, '{ "private": true }');
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--offline', await tarball()];
  await exec('npm', args, { cwd: folder });
});

test('npm installs the archive as the other tests unpack it', async () => {
  const other = `${CACHE}node-unpacked`;
  await unpack(other);
  assert.deepEqual(await contents(`${folder}/node_modules/${NAME}`), await contents(`${other}/${NAME}`));
  await rm(other, { recursive: true });
});

test('npm puts the command where it can be called', async () => {
  const { stdout } = await exec(`${folder}/node_modules/.bin/flow-widget-sandbox`, ['--help']);
  assert.match(stdout, /^flow-widget-sandbox \[--port N\]/);
});

for (const entry of able) {
  test(`${entry} can be imported where there is no DOM`, async () => {
    const { value, stderr } = await node(
      `const { ...names } = await import('${entry}'); console.log(JSON.stringify(Object.keys(names)))`,
    );
    assert.ok(value.length > 0);
    assert.equal(stderr, '');
  });
}

test('an import leaves no global behind and keeps nothing running', async () => {
  const { value } = await node(`
    const before = Reflect.ownKeys(globalThis).length;
    for (const entry of ${JSON.stringify(able)}) await import(entry);
    console.log(JSON.stringify([before, Reflect.ownKeys(globalThis).length]));`);
  assert.equal(value[0], value[1]);
});

for (const entry of [NAME, `${NAME}/slim`]) {
  test(`${entry} says on a server that it needs a page`, async () => {
    const { value } = await node(`
      import { FlowWidgetError, startSession } from '${entry}';
      const error = await startSession({ id: 'a', selector: '#a' }).catch((error) => error);
      console.log(JSON.stringify([error.code, error instanceof FlowWidgetError]));`);
    assert.deepEqual(value, ['unsupported-environment', true]);
  });
}

test('init() of /slim does nothing on a server, so a module that calls it can be rendered there', async () => {
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
    const fetching = (handler) => new Promise((resolve) => {
      const server = createServer(toNodeHandler(handler)).listen(0, '127.0.0.1', () => resolve(server));
    });
    const service = await fetching((request) => sandbox.fetch(request));
    const baseUrl = 'http://127.0.0.1:' + service.address().port;
    const apiKey = sandboxKeys.everyone;
    const { session_id } = await createFlowClient({ apiKey, baseUrl }).createSession();
    const handler = createFlowHandler({ apiKey, baseUrl, authorize: () => 'me' });
    const answer = await handler(new Request('http://host.example/', { method: 'POST' }));
    console.log(JSON.stringify([typeof session_id, answer.status]));
    service.closeAllConnections();
    service.close();`);
  assert.deepEqual(value, ['string', 201]);
});

describe('CommonJS', () => {
  for (const entry of able) {
    test(`require('${entry}')`, async () => {
      const { value } = await node(
        `const names = require('${entry}'); console.log(JSON.stringify(Object.keys(names).length > 0))`,
        'commonjs',
        REQUIRE_WARNS ? ['--disable-warning=ExperimentalWarning'] : [],
      );
      assert.equal(value, true);
    });
  }

  test('where require() takes no modules, it says so, and import() works', async () => {
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

test('what is no entry cannot be imported', async () => {
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
