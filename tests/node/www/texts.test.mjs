import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { FAULTS } from '../../../www/js/faults.js';
import en from '../../../www/js/texts/en.js';
import kz from '../../../www/js/texts/kz.js';
import ru from '../../../www/js/texts/ru.js';

/** Every text with its path. */
function flat(texts, path = []) {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[[...path, key].join('.'), value]] : flat(value, [...path, key]),
  );
}

const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe('the texts of the playground', () => {
  const english = new Map(flat(en));
  for (const [name, texts] of Object.entries({ ru, kz })) {
    it(`in ${name} are all there, with the same places to fill`, () => {
      const other = new Map(flat(texts));
      assert.deepEqual([...other.keys()].sort(), [...english.keys()].sort());
      for (const [path, text] of other) {
        assert.notEqual(text.trim(), '', path);
        assert.deepEqual(places(text), places(english.get(path)), path);
      }
    });

    it(`in ${name} are translated`, () => {
      // Names that are the same everywhere.
      const same = /^(settings\.edocument|technologies\.(LDHP|ED)\.name)$/;
      for (const [path, text] of flat(texts)) {
        if (!same.test(path)) assert.notEqual(text, english.get(path), path);
      }
    });
  }

  it('tell of every fault that can be chosen, and of no other', () => {
    assert.deepEqual(Object.keys(en.faults).sort(), Object.values(FAULTS).flatMap(Object.keys).sort());
  });

  it('stand behind every mark in the page', async () => {
    const page = await readFile(new URL('../../../www/index.html', import.meta.url), 'utf8');
    const marks = [...page.matchAll(/data-i18n(?:-label)?="([^"]+)"/g)].map(([, path]) => path);
    assert.ok(marks.length > 20);
    for (const path of marks) assert.ok(english.has(path), path);
  });
});
