import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ROOT } from './places.mjs';

/** Compares a text with the one on record; `npm run test:package -- --update` puts it on record instead. */
export async function matchesRecord(name, text) {
  const path = `${ROOT}tests/package/records/${name}`;
  if (process.env.UPDATE) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return;
  }
  const record = await readFile(path, 'utf8').catch(() => '');
  if (text === record) return;
  const [is, was] = [text.split('\n'), record.split('\n')];
  const changes = [
    ...was.filter((line) => !is.includes(line)).map((line) => `- ${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`),
  ];
  const how = `Is this wanted? Then: npm run test:package -- ${name.split('.')[0]} --update`;
  assert.fail(`${name} has changed:\n${changes.slice(0, 60).join('\n') || 'the order of its lines'}\n${how}`);
}
