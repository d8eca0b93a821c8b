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
  assert.equal(text, record, `Is this wanted? Then: npm run test:package -- ${name.split('.')[0]} --update`);
}
