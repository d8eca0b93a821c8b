import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../../scripts/run.mjs';

const node = (code, options) => run(process.execPath, ['-e', code], options);
const BOTH = 'process.stderr.write("err\\n", () => process.stdout.write("out\\n"))';

test('returns stdout, and with `all` stderr too', async () => {
  assert.equal(await node(BOTH), 'out\n');
  assert.deepEqual((await node(BOTH, { all: true })).trim().split('\n').sort(), ['err', 'out']);
});

test('passes on the environment and the working directory', async () => {
  const env = { ...process.env, WORD: 'a b' };
  assert.equal(await node('console.log(process.env.WORD, process.cwd())', { env, cwd: '/' }), 'a b /\n');
});

test('rejects with the command, its exit code and its output', async () => {
  await assert.rejects(node('console.log("out"); console.error("err"); process.exitCode = 3'), (error) => {
    assert.match(error.message, /-e .*: exit code 3\n/s);
    assert.deepEqual(error.output.split('\n').sort(), ['err', 'out']);
    return true;
  });
});

test('rejects when the command does not exist or takes too long', async () => {
  await assert.rejects(run('no-such-command'), /^CommandError: no-such-command: .*ENOENT/);
  await assert.rejects(node('setInterval(() => {}, 1000)', { timeout: 50 }), /: ended by SIGTERM/);
});

test('shows the output with `show`, and the error does not repeat it', async () => {
  const url = new URL('../../../scripts/run.mjs', import.meta.url);
  const code = `
    const { run } = await import(${JSON.stringify(url)});
    await run(process.execPath, ['-e', 'console.log("shown"); process.exitCode = 1'], { show: true })
      .catch((error) => console.log('output:', error.output.length));`;
  const args = ['--input-type=module', '-e', code];
  assert.equal(await run(process.execPath, args), 'shown\noutput: 0\n');
});
