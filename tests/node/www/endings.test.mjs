import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { DEFAULT_REASON, ENDINGS, REASONS, sandboxMetadata } from '../../../www/js/endings.js';
import { requestMetadata } from '../../../www/js/metadata.js';
import en from '../../../www/js/texts/en.js';

const flow = { id: 'everyone', technologies: ['LDHP', 'F2F'] };
const choices = {
  ...{ iin: '', iinChangeable: true, phone: '', phoneChangeable: true, skipInput: false },
  ...{ photo: null, interchangeable: [], ending: 'user', reason: DEFAULT_REASON },
};

describe('the endings of the sandbox', () => {
  it('have a text each', () => {
    assert.deepEqual(Object.keys(en.settings.endings), [...ENDINGS]);
  });

  it('offer exactly the documented failure reasons', () => {
    const url = new URL('../../fixtures/failure-reasons.json', import.meta.url);
    const documented = JSON.parse(readFileSync(url, 'utf8'));
    const key = ({ type, detail }) => `${type}|${detail ?? ''}`;
    const offered = [...REASONS.values()].map(key);
    assert.deepEqual(offered.sort(), documented.map(key).sort());
    assert.ok(REASONS.has(DEFAULT_REASON));
  });

  const expected = {
    user: undefined,
    passed: { outcome: 'passed' },
    failed: { outcome: 'failed', reason: { type: 'CALC_RESULT', detail: 'Low prediction' } },
    cancelled: { outcome: 'cancelled' },
    phone: { qr: 'always' },
    expired: { outcome: 'expired' },
  };
  for (const ending of ENDINGS) {
    it(`${ending} adds its options to the metadata`, () => {
      assert.deepEqual(sandboxMetadata({ ...choices, ending }), expected[ending]);
      const iin = { ...choices, ending, interchangeable: ['F2F'] };
      assert.deepEqual(requestMetadata(iin, flow), {
        general: { interchangeable_tech: ['F2F'] },
        ...(expected[ending] && { sandbox: expected[ending] }),
      });
    });
  }

  it('a reason without a detail is sent without one', () => {
    const metadata = sandboxMetadata({ ending: 'failed', reason: 'NO_CAM' });
    assert.deepEqual(metadata, { outcome: 'failed', reason: { type: 'NO_CAM' } });
  });
});
