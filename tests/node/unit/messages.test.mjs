// `describeFailure`: the text, the advice and `retry` for verdicts, errors and any other value.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { describeFailure, describeFinding } from '../../../dist/messages.js';
import {
  CODES,
  error,
  FINDINGS,
  failed,
  findings,
  general,
  inEnglish,
  LOCALES,
  REASONS,
} from './messages-cases.mjs';

const advice = (outcome) => {
  const { advice, retry } = inEnglish(outcome);
  return [advice, retry];
};

describe('verdicts', () => {
  test('a passed verdict gives a positive text without advice', () => {
    for (const verdict of [{ passed: true }, { passed: true, status: 'FINISHED', failure_reasons: [] }]) {
      assert.deepEqual(inEnglish(verdict), {
        message: 'Verification passed. Thank you!',
        advice: 'none',
        retry: false,
      });
    }
  });

  test('only `passed: true` gives the text for success', () => {
    const passed = inEnglish({ passed: true }).message;
    for (const value of [1, 'true', 'yes', {}, [true], null, undefined]) {
      assert.notEqual(inEnglish({ passed: value, status: 'FINISHED' }).message, passed);
    }
    assert.notEqual(inEnglish(true).message, passed);
    for (const status of ['FAILED', 'EXPIRED', 'CANCELLED BY USER', 'ERROR: x', 'rejected'])
      assert.notEqual(inEnglish({ passed: true, status }).message, passed, status);
  });

  test('a verdict with a field of an unexpected type is not a pass', () => {
    const passed = inEnglish({ passed: true }).message;
    for (const more of [
      { failureReasons: 'Mask Attack' },
      { failure_reasons: { type: 'CALC_RESULT' } },
      { failureReasons: [], failure_reasons: ['Mask Attack'] },
      { cancelled: 'true' },
      { cancelled: {} },
      { error: 'x' },
      { error: { code: 'http' } },
      { error: {} },
      { status: ['FAILED'] },
      { status: 7 },
    ])
      assert.notEqual(inEnglish({ passed: true, ...more }).message, passed, JSON.stringify(more));
  });

  test('a polluted `Object.prototype.passed` turns nothing into a pass', () => {
    const outcomes = [error('network'), new DOMException('x', 'AbortError'), { status: 'PROGRESS' }, {}, 5];
    const expected = outcomes.map(inEnglish);
    Object.defineProperty(Object.prototype, 'passed', { value: true, configurable: true, writable: true });
    try {
      assert.deepEqual(outcomes.map(inEnglish), expected);
    } finally {
      delete Object.prototype.passed;
    }
  });

  test('a verdict that is not final gives a text that says so', () => {
    for (const verdict of [
      { passed: null, status: 'FINISHED' },
      { passed: null, status: 'PROGRESS', failureReasons: [{ type: 'NO_CAM', detail: null }] },
      { status: 'PROGRESS' },
      { passed: null },
    ]) {
      assert.match(inEnglish(verdict).message, /not known yet/);
      assert.deepEqual(advice(verdict), ['none', false]);
    }
  });

  test('a cancelled verdict gives a neutral text, whatever its reasons are', () => {
    const cancelled = { ...failed(['CALC_RESULT', 'Closed eyes']), cancelled: true };
    assert.match(inEnglish(cancelled).message, /was cancelled/);
    assert.deepEqual(advice(cancelled), ['retry', true]);
  });

  test('a status that means an end without success decides if no reason is known', () => {
    for (const passed of [false, null, undefined]) {
      assert.match(inEnglish({ passed, status: 'SESSION_EXPIRED' }).message, /time .* is over/);
      assert.match(inEnglish({ passed, status: 'Canceled_by_user' }).message, /was cancelled/);
      assert.deepEqual(inEnglish({ passed, status: 'REJECTED' }), general);
      assert.deepEqual(
        advice({ passed, status: 'EXPIRED', failureReasons: [{ type: 'NO_CAM', detail: null }] }),
        ['camera', true],
      );
    }
  });
});

describe('failure reasons', () => {
  test('each documented reason has a text of its own in every language', () => {
    for (const locale of LOCALES) {
      const fallback = describeFailure(undefined, { locale }).message;
      for (const reason of REASONS) {
        const { message } = describeFailure(failed(reason), { locale });
        assert.notEqual(message, fallback, `${locale} ${reason}`);
      }
    }
  });

  test('gives the advice that fits the reason', () => {
    const expected = {
      'Medical mask check failed': ['mask', true],
      'Illumination check failed': ['light', true],
      'Closed eyes': ['eyes', true],
      'Low prediction': ['face', true],
      'Mask Attack': ['face', true],
      'Could not find face distance': ['face', true],
      'No active or future subscription for technology': ['support', false],
      'Subscription does not have access to technology': ['support', false],
    };
    for (const [detail, result] of Object.entries(expected)) {
      const [type] = REASONS.find((reason) => reason[1] === detail);
      assert.deepEqual(advice(failed([type, detail])), result, detail);
    }
    assert.deepEqual(advice(failed(['NO_CAM', null])), ['camera', true]);
    assert.deepEqual(advice(failed(['CLIENT', 'Could not send image to liveness service'])), [
      'network',
      true,
    ]);
    assert.deepEqual(advice(failed(['SERVICE_ERROR', 'Could not send image to liveness service'])), [
      'retry',
      true,
    ]);
  });

  test('tells a user who gave up from an interruption', () => {
    assert.match(inEnglish(failed(['CLIENT', 'Operation aborted by user'])).message, /cancelled/);
    assert.match(inEnglish(failed(['OTHER', 'Operation aborted by user'])).message, /interrupted/);
  });

  test('ignores case and trailing punctuation', () => {
    for (const detail of ['closed eyes', 'CLOSED EYES.', ' Closed eyes! ', 'Closed eyes…']) {
      assert.deepEqual(advice(failed(['calc_result', detail])), ['eyes', true], detail);
    }
  });

  test('the wire format and strings give the same as the objects of `verify`', () => {
    const expected = inEnglish(failed(['CALC_RESULT', 'Closed eyes']));
    const { failureReasons, ...verdict } = failed(['CALC_RESULT', 'Closed eyes']);
    assert.deepEqual(inEnglish({ ...verdict, failure_reasons: failureReasons }), expected);
    assert.deepEqual(inEnglish({ ...verdict, failure_reasons: ['Closed eyes'] }), expected);
    assert.deepEqual(advice({ ...verdict, failure_reasons: ['NO_CAM'] }), ['camera', true]);
  });

  test('a known detail decides if the type is unknown', () => {
    assert.deepEqual(advice(failed(['NEW_TYPE', 'Closed eyes'])), ['eyes', true]);
  });

  test('an unknown detail gives the text of the type, or the general text', () => {
    assert.deepEqual(inEnglish(failed(['NO_CAM', 'New'])), inEnglish(failed(['NO_CAM', null])));
    assert.match(inEnglish(failed(['CALC_RESULT', 'New'])).message, /could not confirm/);
    for (const reason of [
      ['CLIENT', 'New'],
      ['OTHER', null],
      ['NEW', 'New'],
      ['', ''],
      [null, null],
      [7, {}],
      ['constructor', '__proto__'],
    ]) {
      assert.deepEqual(inEnglish(failed(reason)), general, String(reason));
    }
    assert.deepEqual(inEnglish({ passed: false, failureReasons: [null, 7, 'New', []] }), general);
  });

  test('the first known detail decides, else the first known type', () => {
    const [unknown, byType, eyes, mask] = [
      ['CLIENT', 'New'],
      ['SERVICE_ERROR', null],
      ['CALC_RESULT', 'Closed eyes'],
      ['CLIENT', 'Medical mask check failed'],
    ];
    assert.deepEqual(advice(failed(unknown, byType, eyes, mask)), ['eyes', true]);
    assert.deepEqual(advice(failed(mask, eyes)), ['mask', true]);
    assert.deepEqual(advice(failed(unknown, ['NO_CAM', null], byType)), ['camera', true]);
  });
});

describe('errors', () => {
  test('each error code and each finding has a text in every language', () => {
    assert.ok(CODES.length >= 20 && FINDINGS.length >= 7);
    for (const locale of LOCALES) {
      const fallback = describeFailure(undefined, { locale }).message;
      for (const outcome of [...CODES.map((code) => error(code)), ...FINDINGS.map((code) => findings(code))])
        assert.notEqual(describeFailure(outcome, { locale }).message, fallback, outcome.code);
    }
  });

  test('closing the dialog gives the text of a cancelled verification', () => {
    const expected = inEnglish({ passed: false, cancelled: true });
    assert.deepEqual(inEnglish(new DOMException('a', 'AbortError')), expected);
    assert.deepEqual(inEnglish(new DOMException('a', 'TimeoutError')), inEnglish(error('finish-timeout')));
  });

  test('an error that only a developer can fix offers no other attempt', () => {
    for (const code of ['invalid-config', 'container-not-found', 'script-blocked', 'internal', 'http'])
      assert.deepEqual(advice(error(code)), ['support', false], code);
  });

  test("the body's `retryable` decides about an `http` error, else the error's, else the status", () => {
    const again = ['retry', true];
    const never = ['support', false];
    for (const [fields, expected] of [
      [{ status: 502, body: { error: { code: 'http', retryable: false } }, retryable: true }, never],
      [{ status: 500, body: { error: { code: 'internal', retryable: true } }, retryable: false }, again],
      [{ status: 502, body: { retryable: false }, retryable: true }, never],
      [{ status: 503, body: 'Unavailable', retryable: true }, again],
      [{ status: 503, body: 'Unavailable', retryable: false }, never],
      [{ status: 409, body: '', retryable: true }, again],
      [{ status: 403, body: null }, never],
    ])
      assert.deepEqual(advice(error('http', fields)), expected, JSON.stringify(fields));
    for (const status of [408, 425, 429, 500, 504])
      assert.deepEqual(advice({ code: 'http', status }), again, status);
    for (const status of [400, 403, 404, undefined])
      assert.deepEqual(advice({ code: 'http', status }), never, status);
    assert.match(inEnglish(error('http', { status: 429, retryable: true })).message, /wait/);
  });

  test('401 asks the user to sign in, and an expired token to start again', () => {
    const body = (code) => ({ error: { code, message: 'a', retryable: false } });
    assert.match(inEnglish(error('http', { status: 401, body: body('unauthorized') })).message, /sign in/);
    assert.match(inEnglish(error('http', { status: 404, body: body('not-found') })).message, /start again/);
  });

  test('a finding that rules out another attempt decides, else the first', () => {
    assert.deepEqual(advice(findings('camera-denied')), ['camera', true]);
    assert.deepEqual(advice(findings('camera-denied', 'wasm-unsupported')), ['browser', false]);
    assert.deepEqual(advice(findings('camera-missing', 'new')), ['camera', true]);
    for (const outcome of [findings(), findings('new'), error('unsupported-environment', { findings: 7 })])
      assert.deepEqual(advice(outcome), ['browser', false]);
  });
});

describe('findings', () => {
  const inLocale = (code, locale) => describeFinding({ code }, { locale });

  test('each finding has a text of its own in every language, or that of the support', () => {
    for (const locale of LOCALES) {
      const other = FINDINGS.filter((code) => inLocale(code, locale).advice !== 'support');
      assert.deepEqual(
        FINDINGS.filter((code) => !other.includes(code)),
        ['insecure-context', 'camera-blocked', 'microphone-blocked', 'wasm-blocked', 'frame-blocked'],
      );
      // A browser without `getUserMedia` and one without WebAssembly need the same.
      assert.equal(new Set(other.map((code) => inLocale(code, locale).message)).size, other.length - 1);
    }
  });

  test('gives the advice that fits the finding', () => {
    for (const [code, ...expected] of [
      ['camera-denied', 'camera', true],
      ['camera-busy', 'camera', true],
      ['microphone-denied', 'microphone', true],
      ['microphone-missing', 'microphone', true],
      ['microphone-busy', 'microphone', true],
      ['in-app-browser', 'browser', false],
      ['frame-blocked', 'support', false],
    ]) {
      const { advice, retry } = inLocale(code, 'en');
      assert.deepEqual([advice, retry], expected, code);
    }
    for (const locale of LOCALES)
      assert.match(inLocale('in-app-browser', locale).message, /Chrome.*Safari/, locale);
    assert.match(inLocale('camera-busy', 'en').message, /Close the other app or browser tab/);
  });

  test('an error outweighs a warning; a warning alone gives its own text', () => {
    const [denied, inApp] = [
      { code: 'camera-denied', severity: 'error' },
      { code: 'in-app-browser', severity: 'warning' },
    ];
    const of = (...findings) => inEnglish(error('unsupported-environment', { findings }));
    assert.deepEqual(of(inApp, denied), inLocale('camera-denied', 'en'));
    assert.deepEqual(of({ ...inApp, severity: 'error' }, denied), inLocale('in-app-browser', 'en'));
    assert.deepEqual(of(inApp), inLocale('in-app-browser', 'en'));
  });

  test('an unknown finding gives the general text about the environment, and no value throws', () => {
    const general = inEnglish(error('unsupported-environment'));
    const thrower = new Proxy(
      {},
      {
        get() {
          throw new Error('get');
        },
      },
    );
    for (const finding of [undefined, null, 7, {}, { code: 'new' }, { code: 'toString' }, thrower])
      assert.deepEqual(describeFinding(finding, { locale: 'en' }), general);
    assert.deepEqual(describeFinding({ code: 'new' }, thrower), general);
  });
});

describe('any value', () => {
  test('a value that is neither a verdict nor a known error gives the general text', () => {
    assert.deepEqual([general.advice, general.retry], ['retry', true]);
    for (const value of [
      ...[null, 7, 1n, '', 'x', Symbol('a'), true, [], {}, () => {}, new Error('a'), new Map()],
      ...[{ code: 'new-code' }, { code: 'constructor' }, { code: 7 }, { name: {} }],
    ])
      assert.deepEqual(inEnglish(value), general);
  });

  test('an error of another library with a text as its status is an error', () => {
    const unavailable = Object.assign(new Error('a'), { code: 14, status: 'UNAVAILABLE' });
    for (const value of [unavailable, { code: 14, status: 'UNAVAILABLE' }, { name: 'A', status: 'PROGRESS' }])
      assert.deepEqual(inEnglish(value), general);
    const aborted = Object.assign(new DOMException('a', 'AbortError'), { status: 'UNAVAILABLE' });
    assert.match(inEnglish(aborted).message, /was cancelled/);
  });

  test('never throws, whatever the input and the options do', () => {
    const thrower = new Proxy(() => {}, {
      get() {
        throw new Error('get');
      },
      has() {
        throw new Error('has');
      },
      getPrototypeOf() {
        throw new Error('getPrototypeOf');
      },
    });
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    const endless = new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 53 - 1 : undefined) });
    for (const value of [thrower, proxy, endless]) {
      for (const outcome of [
        value,
        ...['passed', 'status', 'code', 'name', 'cancelled'].map((key) => ({ [key]: value })),
        { passed: false, failureReasons: value },
        { passed: false, failure_reasons: [value] },
        { passed: false, failure_reasons: [{ type: value, detail: value }] },
        { code: 'http', status: value, body: value, retryable: value },
        { code: 'http', body: { error: value } },
        { code: 'unsupported-environment', findings: value },
        { code: 'unsupported-environment', findings: [value, { code: value }] },
      ])
        assert.equal(typeof inEnglish(outcome).message, 'string');
      assert.deepEqual(describeFailure(undefined, value), general);
      assert.deepEqual(describeFailure(undefined, { locale: value }), general);
    }
    assert.deepEqual(describeFailure(undefined, null), general);
    assert.deepEqual(advice(failed(['CLIENT', `a${' '.repeat(1e6)}a`])), ['retry', true]);
  });

  test('describes any generated value', () => {
    const keys = [
      'passed',
      'cancelled',
      'status',
      'failureReasons',
      'failure_reasons',
      'code',
      'name',
      'body',
    ];
    const outcome = fc.oneof(
      fc.anything(),
      fc.record(Object.fromEntries(keys.map((key) => [key, fc.anything()])), { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(outcome, fc.anything(), (value, options) => {
        const { message, advice, retry, ...more } = describeFailure(value, options);
        assert.ok(message.length > 20 && typeof advice === 'string' && typeof retry === 'boolean');
        assert.deepEqual(more, {});
      }),
    );
  });
});
