import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyPreset, buildMetadata, matchPreset, skipConditions } from '../../../www/js/metadata.js';

const everyone = { id: 'everyone', technologies: ['LDHP', 'F2F'] };
const individuals = { id: 'individuals', technologies: ['LDHP', 'ED', 'F2F'] };
const unknown = { id: 'default', technologies: [] };

const choices = (change = {}) => ({
  iin: '',
  iinChangeable: true,
  phone: '',
  phoneChangeable: true,
  skipInput: false,
  photo: null,
  interchangeable: [],
  preset: '',
  ...change,
});

const given = { iin: '<subjects_iin>', phone: '<subjects_phone>' };
const choicesOfCase = (number) => {
  const start = choices(given);
  return { ...start, ...applyPreset(number, start) };
};

describe('buildMetadata', () => {
  it('returns undefined when all values are the defaults', () => {
    assert.equal(buildMetadata(choices(), individuals), undefined);
  });

  // The request bodies in the service's guide, section 3.2.
  const guide = {
    1: {
      edocument: {
        iin: { value: '<subjects_iin>', changeable: false },
        phone: { value: '<subjects_phone>', changeable: false },
        skip_input: true,
      },
    },
    2: {
      edocument: {
        iin: { value: '<subjects_iin>', changeable: false },
        phone: { value: '<subjects_phone>' },
      },
    },
    3: { edocument: { iin: { value: '<subjects_iin>' }, phone: { value: '<subjects_phone>' } } },
  };
  for (const [number, metadata] of Object.entries(guide)) {
    it(`returns the metadata of case ${number} in the service's guide, byte for byte`, () => {
      const built = buildMetadata(choicesOfCase(number), individuals);
      assert.equal(JSON.stringify(built), JSON.stringify(metadata));
    });
  }

  it('leaves out metadata of technologies that the flow does not have', () => {
    const set = choices({ ...given, photo: { base64: 'AAAA' }, interchangeable: ['ED', 'LDHP'] });
    assert.deepEqual(buildMetadata(set, everyone), {
      face2face: { photo1: 'AAAA' },
      general: { interchangeable_tech: ['LDHP'] },
    });
  });

  it('includes all metadata when the steps of the flow are unknown', () => {
    const set = choices({ iin: '1', interchangeable: ['ED', 'DR'] });
    assert.deepEqual(buildMetadata(set, unknown), {
      edocument: { iin: { value: '1' } },
      general: { interchangeable_tech: ['ED', 'DR'] },
    });
  });

  it('includes a locked field without a value, and `skip_input` even if its conditions are not met', () => {
    const set = choices({ phoneChangeable: false, skipInput: true });
    assert.deepEqual(buildMetadata(set, individuals), {
      edocument: { phone: { changeable: false }, skip_input: true },
    });
  });
});

describe('presets for the cases in the service’s guide', () => {
  for (const number of ['1', '2', '3']) {
    it(`matches case ${number} until a value changes`, () => {
      const set = choicesOfCase(number);
      assert.equal(matchPreset(set), number);
      assert.notEqual(matchPreset({ ...set, phoneChangeable: !set.phoneChangeable }), number);
      assert.equal(matchPreset({ ...set, iin: '' }), '');
    });
  }

  it('fills in missing values and keeps existing ones', () => {
    const set = { ...choices({ iin: '7' }), ...applyPreset('3', choices({ iin: '7' })) };
    assert.equal(set.iin, '7');
    assert.match(set.phone, /^\+7\d{10}$/);
  });

  it('meets all three conditions for skipping the form only in case 1', () => {
    const skipped = (number) => Object.values(skipConditions(choicesOfCase(number))).every(Boolean);
    assert.deepEqual(['1', '2', '3'].map(skipped), [true, false, false]);
  });
});
