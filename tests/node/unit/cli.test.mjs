import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const { bin, name } = JSON.parse(readFileSync('package.json', 'utf8'));

test('without arguments or with --help, prints the commands', async () => {
  for (const args of [[], ['--help'], ['-h']]) {
    const { code, output, error } = await run(...args);
    assert.deepEqual([code, error], [0, '']);
    assert.match(output, /^flow-widget-loader COMMAND/);
    assert.match(output, /^ {2}sandbox {2}/m);
  }
});

test('each command prints its own options with --help, also after other arguments', async () => {
  const [, ...commands] = (await run()).output.match(/^ {2}\w+/gm).map((line) => line.trim());
  for (const command of ['sandbox', ...commands])
    for (const args of [['--help'], ['--unknown', '-h']]) {
      const { code, output } = await run(command, ...args);
      assert.equal(code, 0);
      assert.ok(output.startsWith(`${name} ${command} `), output);
    }
});

test('a name that is not a command, or an unknown option, gives the exit code 2 and names the help', async () => {
  for (const command of ['sandboxes', 'toString', '__proto__', '']) {
    const { code, output, error } = await run(command);
    assert.deepEqual([code, output], [2, '']);
    assert.ok(error.startsWith(`There is no command "${command}".\n\n${name} COMMAND`), error);
  }
  const { code, error } = await run('sandbox', '--unknown');
  assert.equal(code, 2);
  assert.match(
    error,
    /^Unknown option '--unknown'.*\n\nflow-widget-loader sandbox --help lists the options\.\n$/,
  );
});

test('a value that is not valid gives the exit code 2, the message and the command for help', async () => {
  const { code, error } = await run('sandbox', '--settle', 'soon');
  assert.equal(code, 2);
  assert.match(
    error,
    /^--settle must be a whole number .*\n\nflow-widget-loader sandbox --help lists the options\.\n$/,
  );
});

function run(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin[name], ...args], (error, output, errors) =>
      resolve({ code: error?.code ?? 0, output, error: errors }),
    );
  });
}
