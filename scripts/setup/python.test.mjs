import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { pythonPackages } from './python.mjs';
import { fakeSystem, make } from './testing/system.mjs';

const FILE = 'tests/openapi/requirements.txt';
const VENV = 'repo/build/python/openapi';

/** Fakes a machine with a requirements file, on which `python3 -m venv` fails `failures` times. */
function machine(t, { failures = 0, programs = ['apt-get'], ...rest } = {}) {
  let left = failures;
  const system = fakeSystem(t, {
    programs,
    commands: {
      python3() {
        if (left-- > 0) throw Object.assign(new Error('failed'), { output: 'No module named ensurepip' });
        system.put(`${VENV}/bin/pip`);
      },
      [`${VENV}/bin/pip`]: () => '',
      'apt-get': () => '',
    },
    ...rest,
  });
  system.put(`repo/${FILE}`, 'schemathesis==1.0.0\n');
  return system;
}

test('creates an environment with the packages, once for each version of the file', async (t) => {
  const system = machine(t);
  const step = pythonPackages(FILE);
  assert.equal(await step.find(system), null);
  const { found } = await make(step, system);
  assert.deepEqual(found, { path: `${system.folder}/${VENV}/bin` });
  assert.match(system.calls.join('\n'), /^python3 -m venv .*openapi\n.*pip install .*requirements\.txt$/);
  system.put(`repo/${FILE}`, 'schemathesis==2.0.0\n');
  assert.equal(await step.find(system), null);
  system.put(`${VENV}/stale`);
  assert.ok((await make(step, system)).found);
  assert.ok(!existsSync(`${system.folder}/${VENV}/stale`));
});

test('installs what Debian lacks for virtual environments', async (t) => {
  const system = machine(t, { failures: 1 });
  assert.ok((await make(pythonPackages(FILE), system)).found);
  assert.ok(system.calls.some((call) => /apt-get .*install .*python3 python3-venv$/.test(call)));
});

test('says what to do if the environment or the packages cannot be installed', async (t) => {
  const step = pythonPackages(FILE);
  await assert.rejects(make(step, machine(t, { failures: 2 })), /cannot create a virtual environment/);
  await assert.rejects(
    make(step, machine(t, { failures: 1, isRoot: false })),
    /Only root can install python3/,
  );
  const system = machine(t);
  system.commands[`${VENV}/bin/pip`] = () => {
    throw Object.assign(new Error('failed'), { output: 'no such version' });
  };
  await assert.rejects(make(step, system), ({ message, fixes, output }) => {
    assert.match(message, /pip could not install the packages in tests\/openapi\/requirements\.txt/);
    assert.match(fixes[0], /pip install/);
    return output === 'no such version';
  });
  // It is not mistaken for an installed one.
  assert.equal(await step.find(system), null);
});
