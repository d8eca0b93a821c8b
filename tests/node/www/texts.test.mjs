import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { FAULTS } from '../../../www/js/faults.js';
import en from '../../../www/js/texts/en.js';
import kz from '../../../www/js/texts/kz.js';
import ru from '../../../www/js/texts/ru.js';

/** Returns all texts as pairs of path and text. */
function flat(texts, path = []) {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[[...path, key].join('.'), value]] : flat(value, [...path, key]),
  );
}

const placeholders = (text) => [...text.matchAll(/\{\w+\}/g)].map(([placeholder]) => placeholder).sort();

describe('the playground’s texts', () => {
  const english = new Map(flat(en));
  for (const [name, texts] of Object.entries({ ru, kz })) {
    it(`in ${name} are complete and have the same placeholders`, () => {
      const other = new Map(flat(texts));
      assert.deepEqual([...other.keys()].sort(), [...english.keys()].sort());
      for (const [path, text] of other) {
        assert.notEqual(text.trim(), '', path);
        assert.deepEqual(placeholders(text), placeholders(english.get(path)), path);
      }
    });

    it(`in ${name} are translated`, () => {
      // Names that are the same in every language.
      const same = /^(settings\.edocument|technologies\.(LDHP|ED)\.name)$/;
      for (const [path, text] of flat(texts)) {
        if (!same.test(path)) assert.notEqual(text, english.get(path), path);
      }
    });
  }

  it('describe every fault, and nothing else', () => {
    assert.deepEqual(Object.keys(en.faults).sort(), Object.values(FAULTS).flatMap(Object.keys).sort());
  });

  it('exist for every data-i18n attribute of the page', async () => {
    const page = await readFile(new URL('../../../www/index.html', import.meta.url), 'utf8');
    const paths = [...page.matchAll(/data-i18n(?:-label)?="([^"]+)"/g)].map(([, path]) => path);
    assert.ok(paths.length > 20);
    for (const path of paths) assert.ok(english.has(path), path);
  });
});
