// `describeFailure`: its texts, the choice of the language, and the tables of docs/messages.md.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { describeFailure, describeFinding } from '../../../dist/messages.js';
import { BUDGETS } from '../../../scripts/build/sizes.mjs';
import {
  CODES,
  error,
  FINDINGS,
  failed,
  findings,
  inEnglish,
  LOCALES,
  literals,
  REASONS,
  read,
} from './messages-cases.mjs';

const STATUSES = ['EXPIRED', 'CANCELLED_BY_USER', 'canceled', 'aborted', 'FAILED', 'rejected', 'error'];

describe('texts', () => {
  const outcomes = [
    ...[undefined, { passed: true }, { passed: null }, { passed: false, cancelled: true }],
    ...REASONS.map((reason) => failed(reason)),
    failed(['CALC_RESULT', null]),
    ...STATUSES.map((status) => ({ passed: false, status })),
    ...CODES.map((code) => error(code)),
    ...[401, 429, 503].map((status) => ({ code: 'http', status })),
    ...FINDINGS.map((code) => findings(code)),
  ];

  test('contain no code, type or detail, and nothing of the input', () => {
    const words = [...CODES.filter((code) => code.includes('-')), ...FINDINGS, ...REASONS.flat()];
    for (const locale of LOCALES) {
      for (const outcome of outcomes) {
        const { message } = describeFailure(outcome, { locale });
        const found = words.filter((word) => word && message.includes(word));
        assert.deepEqual(found, [], message);
        assert.doesNotMatch(message, /developers|WebAssembly|script|session|http|widget|\d/i);
      }
    }
  });

  test('are one to three short sentences in the right alphabet', () => {
    for (const locale of LOCALES) {
      for (const outcome of outcomes) {
        const { message } = describeFailure(outcome, { locale });
        assert.match(message, locale === 'en' ? /^[A-Z][a-z', ;.!-]+/ : /^[А-ЯЁӘҒҚҢӨҰҮҺІ]/u, message);
        // The names of browsers are the only words in Latin letters.
        if (locale !== 'en') assert.doesNotMatch(message.replace(/Chrome|Safari/g, ''), /[a-z]/i, message);
        assert.match(message, /[.!]$/);
        assert.ok(message.length <= 130, message);
      }
    }
  });

  test('advice and `retry` are the same in every language, and the texts differ', () => {
    for (const outcome of outcomes) {
      const all = LOCALES.map((locale) => describeFailure(outcome, { locale }));
      assert.equal(new Set(all.map(({ message }) => message)).size, 3);
      for (const { advice, retry } of all) assert.deepEqual([advice, retry], [all[0].advice, all[0].retry]);
    }
  });
});

describe('locale', () => {
  const text = (options) => describeFailure({ passed: true }, options).message;
  const [ru, kk, en] = LOCALES.map((locale) => text({ locale }));
  afterEach(() => {
    delete globalThis.document;
  });

  test('any BCP 47 tag selects a language; `kk` and `kz` are Kazakh', () => {
    for (const locale of ['kk', 'kz', 'kk-KZ', 'KK_kz']) assert.equal(text({ locale }), kk);
    assert.equal(text({ locale: 'ru-KZ' }), ru);
    assert.equal(text({ locale: 'fr' }), en);
  });

  test('the default is English on a server, and the language of the page in a page', () => {
    assert.equal(text(), en);
    assert.equal(text({}), en);
    globalThis.document = { documentElement: { lang: 'kk' } };
    assert.equal(text(), kk);
    assert.equal(text({ locale: undefined }), kk);
    assert.equal(text({ locale: 'ru' }), ru);
  });

  test("the browser's languages decide if the page has none", () => {
    globalThis.document = { documentElement: { lang: '' } };
    const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    try {
      Object.defineProperty(globalThis, 'navigator', {
        value: { languages: ['fr', 'ru'] },
        configurable: true,
      });
      assert.equal(text(), ru);
    } finally {
      if (before) Object.defineProperty(globalThis, 'navigator', before);
      else delete globalThis.navigator;
    }
  });
});

describe('docs/messages.md', () => {
  /** The rows of the table under a header that begins with `name`, as lists of cells without backticks. */
  const table = (name) =>
    new RegExp(`^\\| ${name} .*\\n\\|[ -|]*\\n((?:\\|.*\\n)+)`, 'm')
      .exec(read('docs/messages.md'))[1]
      .trim()
      .split('\n')
      .map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
      );
  const check = (outcome, [advice, retry, message]) =>
    assert.deepEqual(inEnglish(outcome), { message, advice, retry: retry === 'yes' });

  test('the rows match the code', () => {
    const verdicts = [
      { passed: true },
      { passed: null },
      { passed: false, cancelled: true },
      { passed: false },
    ];
    table('verdict').forEach(([, ...row], index) => {
      check(verdicts[index], row);
    });
    for (const [type, detail, ...row] of table('type')) check(failed([type, detail || null]), row);
    for (const [word, ...row] of table('status contains')) check({ passed: false, status: word }, row);
    for (const [code, ...row] of table('code')) check(error(code), row);
    for (const [code, ...row] of table('finding')) {
      check(findings(code), row);
      assert.deepEqual(describeFinding({ code }, { locale: 'en' }), inEnglish(findings(code)));
    }
    const responses = [
      { status: 401 },
      { status: 404, body: { error: { code: 'not-found' } } },
      { status: 429, retryable: true },
      { status: 503, retryable: true },
      { status: 403 },
    ];
    table('response').forEach(([, ...row], index) => {
      check(error('http', responses[index]), row);
    });
  });

  test('no reason, code or finding is missing', () => {
    const reasons = table('type').map(([type, detail]) => [type, detail || null]);
    for (const reason of REASONS)
      assert.ok(
        reasons.some((row) => String(row) === String(reason)),
        `${reason}`,
      );
    const codes = table('code').map(([code]) => code);
    assert.deepEqual(codes.sort(), CODES.filter((code) => code !== 'http').sort());
    assert.deepEqual(
      table('finding').map(([code]) => code),
      FINDINGS,
    );
    assert.equal(table('verdict').length + table('response').length, 9);
  });

  test('names every advice', () => {
    const names = literals('js/messages/types.ts', 'export type Advice =');
    const [, text] = table('field').find(([name]) => name === 'advice');
    for (const name of names) assert.ok(text.includes(`\`${name}\``), name);
  });

  test('names the limit for the size', () => {
    assert.ok(read('docs/messages.md').includes(`at most ${BUDGETS.messages.toLocaleString('en')} bytes`));
  });
});
