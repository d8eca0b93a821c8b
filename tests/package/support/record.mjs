import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ROOT } from './places.mjs';

/** Compares a text with its recorded version in `records/`. `npm run test:package -- --update` records it instead. */
export async function matchesRecord(name, text) {
  const path = `${ROOT}tests/package/records/${name}`;
  if (process.env.UPDATE) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return;
  }
  const record = await readFile(path, 'utf8').catch(() => '');
  if (text === record) return;
  const [now, before] = [text.split('\n'), record.split('\n')];
  const changes = [
    ...before.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
  const how = `If the change is intended: npm run test:package -- ${name.split('.')[0]} --update`;
  assert.fail(
    `records/${name} differs:\n${changes.slice(0, 60).join('\n') || 'only in the order of its lines'}\n${how}`,
  );
}
