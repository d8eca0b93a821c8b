// Complete flows through the widget stand-in in three languages, driven by label and heading.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { browser, server } from './setup.mjs';
import { assertCleanedUp, details, finished, openPage, start, widgetUser } from './support.mjs';

const field = (value, changeable = true) => ({ value, changeable });
const ABORTED = { type: 'CLIENT', detail: 'Operation aborted by user' };
// A one-pixel PNG.
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Runs `steps` in a page with one session, then asserts that the widget has cleaned up without errors. */
async function runFlow(locale, session, options, steps) {
  const { page, errors, close } = await openPage(browser, server, options);
  const id = server.session(session);
  const user = widgetUser(page, locale);
  assert.equal(await start(page, { id, selector: '#w', locale }), undefined);
  await steps({ page, user, id, report: () => server.reports.find((report) => report.id === id) });
  await assertCleanedUp(page);
  assert.deepEqual(errors, []);
  await close();
}

describe('flows', { concurrency: 3 }, () => {
  test('completes the flow for individuals, in English, with a camera', () =>
    runFlow('en', { technologies: ['LDHP', 'ED', 'F2F'] }, {}, async ({ page, user, id, report }) => {
      assert.equal(
        await (await user.sees('intro')).evaluate((node) => node.getRootNode().activeElement === node),
        true,
      );
      assert.equal(
        await user.widget.getByRole('listitem').filter({ hasText: 'Digital document' }).count(),
        2,
      );
      assert.equal(server.state(id), 'started');
      await user.begins();
      await user.sees('liveness');
      const video = page.locator('video');
      await video.waitFor();
      assert.match(await video.evaluate((node) => getComputedStyle(node).transform), /^matrix\(-1/);
      await user.click(user.names.begin);
      for (const prompt of [
        'Look straight ahead',
        'Turn your head to the left',
        'Turn your head to the right',
        'Smile',
      ]) {
        await page.getByRole('status').filter({ hasText: prompt }).waitFor();
      }
      await user.sees('details');
      assert.equal(
        await page.evaluate(() => window.seen.tracks.some(({ readyState }) => readyState === 'live')),
        false,
      );
      await user.field(user.names.iin).fill('900101 350000');
      await user.field(user.names.phone).fill('+7 (700) 123-45-67');
      await user.click(user.names.getCode);
      await page.getByText('The code was sent from 1414 to +7700 ••• •• 67').waitFor();
      await user.entersCode('1234');
      await user.sees('comparison');
      await user.finishes();
      const [detail, ...more] = await finished(page);
      assert.deepEqual(more, []);
      const { started_at, finished_at, ...rest } = detail;
      assert.ok(Date.parse(started_at) < Date.parse(finished_at));
      assert.deepEqual(rest, {
        id,
        session_id: id,
        status: 'finished',
        technologies: ['LDHP', 'ED', 'F2F'].map((code) => ({ code, passed: true })),
        failure_reasons: [],
        locale: 'en',
        sandbox: true,
      });
      assert.deepEqual(report(), {
        id,
        outcome: 'completed',
        technologies: { LDHP: { passed: true }, ED: { passed: true }, F2F: { passed: true } },
        edocument: { iin: '900101350000', phone: '+77001234567' },
      });
    }));

  test('completes the flow for legal entities, in Kazakh, without a camera', () =>
    runFlow(
      'kz',
      { technologies: ['LDHP', 'DR', 'F2F'] },
      { camera: 'none' },
      async ({ page, user, report }) => {
        assert.equal(await user.widget.evaluate((node) => node.closest('[lang]').lang), 'kk');
        await user.begins();
        await user.startsLiveness('demo');
        await user.passesCard();
        await user.finishes();
        assert.equal((await finished(page))[0].status, 'finished');
        assert.deepEqual(Object.keys(report().technologies), ['LDHP', 'DR', 'F2F']);
        assert.equal(report().edocument, undefined);
      },
    ));

  test('completes the flow for everyone, in Russian, by keyboard alone, and takes the reference photo', () =>
    runFlow('ru', { technologies: ['LDHP', 'F2F'] }, {}, async ({ page, user }) => {
      const press = async (name) => {
        await user.button(name).waitFor();
        for (let count = 0; count < 8; count++) {
          await page.keyboard.press('Tab');
          if (await user.button(name).evaluate((node) => node.getRootNode().activeElement === node)) break;
        }
        await page.keyboard.press('Enter');
      };
      await press(user.names.start);
      await press(user.names.begin);
      await user.sees('reference');
      await press(user.names.take);
      await page.getByRole('img', { name: 'Сделанное фото' }).waitFor();
      await press(user.names.again);
      await press(user.names.take);
      await press(user.names.use);
      await user.sees('comparison');
      // The success screen closes by itself.
      await user.sees('passed');
      assert.equal((await finished(page)).length, 1);
    }));

  test('does not ask for a reference photo that the session already has', () =>
    runFlow('en', { face2face: { photo: true } }, { camera: 'none' }, async ({ page, user }) => {
      await user.begins();
      await user.sees('liveness');
      await user.simulates();
      await user.sees('comparison');
      await user.finishes();
      assert.equal((await finished(page))[0].status, 'finished');
    }));

  test('asks for a selfie when no face check precedes the comparison', () =>
    runFlow('en', { technologies: ['DR', 'F2F'] }, { camera: 'none' }, async ({ page, user }) => {
      await user.begins();
      await user.passesCard();
      await user.sees('selfie');
      await user.click(user.names.sample);
      await user.finishes();
      assert.equal((await finished(page))[0].status, 'finished');
    }));

  test('accepts confirmed image files of the ID card and rejects other files', () =>
    runFlow('en', { technologies: ['DR'] }, { camera: 'none' }, async ({ page, user }) => {
      await user.begins();
      await user.sees('front');
      const choose = async (file) => {
        const [chooser] = await Promise.all([page.waitForEvent('filechooser'), user.click(user.names.file)]);
        await chooser.setFiles({ name: 'card.png', mimeType: 'image/png', buffer: file });
      };
      await choose(Buffer.from('not an image'));
      await page.getByText('This file is not an image').waitFor();
      await choose(PIXEL);
      await user.click(user.names.again);
      await user.sees('front');
      await choose(PIXEL);
      await user.click(user.names.use);
      await user.sees('back');
      await user.click(user.names.sample);
      await user.sees('review');
      await user.click(user.names.again);
      await user.passesCard();
      await user.finishes();
      assert.equal((await finished(page))[0].status, 'finished');
    }));

  test('prefills and locks the e-document form as the session specifies and shows field errors', () => {
    const edocument = { iin: field('900101350000', false), phone: field('+77001234567'), skip_input: false };
    return runFlow('ru', { technologies: ['ED'], edocument }, {}, async ({ page, user, report }) => {
      await user.begins();
      await user.sees('details');
      const iin = user.field(user.names.iin);
      const phone = user.field(user.names.phone);
      assert.equal(await iin.inputValue(), '900101350000');
      assert.equal(await iin.isEditable(), false);
      await page.getByText('Заполнено организацией, изменить нельзя').waitFor();
      assert.equal(await phone.inputValue(), '+77001234567');
      await phone.fill('12');
      await phone.press('Enter');
      await page.getByText('Введите номер с кодом страны').waitFor();
      assert.equal(await phone.getAttribute('aria-invalid'), 'true');
      assert.equal(await phone.evaluate((node) => node.getRootNode().activeElement === node), true);
      await phone.fill('87001234567');
      assert.equal(await phone.getAttribute('aria-invalid'), null);
      await user.click(user.names.getCode);
      await user.sees('code');
      await user.click(user.names.confirm);
      await page.getByText('Введите от 4 до 6 цифр').waitFor();
      await user.entersCode('0000');
      await page.locator('.error', { hasText: 'Неверный код' }).waitFor();
      await user.click(user.names.resend);
      await page.getByText('Новый код отправлен').waitFor();
      assert.equal(await page.locator('.error', { hasText: 'Неверный код' }).count(), 0);
      await user.entersCode('4321');
      await user.finishes();
      await finished(page);
      assert.deepEqual(report().edocument, { iin: '900101350000', phone: '87001234567' });
    });
  });

  test('does not validate locked e-document values, which the user cannot correct', () => {
    const edocument = { iin: field('<subjects_iin>', false), phone: field('<subjects_phone>', false) };
    return runFlow('en', { technologies: ['ED'], edocument }, {}, async ({ page, user }) => {
      await user.begins();
      await user.sees('details');
      await user.click(user.names.getCode);
      await user.entersCode();
      await user.finishes();
      assert.equal((await finished(page))[0].status, 'finished');
    });
  });

  test('asks for the SMS code immediately when the session skips the e-document form', () => {
    const edocument = {
      iin: field('900101350000', false),
      phone: field('+77001234567', false),
      skip_input: true,
    };
    return runFlow('kz', { technologies: ['ED'], edocument }, {}, async ({ page, user, report }) => {
      await user.begins();
      await user.entersCode();
      await user.finishes();
      await finished(page);
      assert.deepEqual(report().edocument, { iin: '900101350000', phone: '+77001234567' });
    });
  });

  test('swaps a technology for an interchangeable one and back again', () =>
    runFlow(
      'kz',
      { technologies: ['ED', 'F2F'], interchangeable_tech: ['ED', 'DR'] },
      { camera: 'none' },
      async ({ page, user, report }) => {
        await user.begins();
        await user.sees('details');
        await user.click(user.names.anotherWay.DR);
        await user.sees('front');
        await user.click(user.names.anotherWay.ED);
        await user.sees('details');
        await user.click(user.names.anotherWay.DR);
        await user.passesCard();
        await user.sees('selfie');
        assert.equal(await user.button(user.names.anotherWay.ED).count(), 0);
        await user.simulates();
        await user.finishes();
        await finished(page);
        assert.deepEqual(report().technologies, { DR: { passed: true }, F2F: { passed: true } });
      },
    ));

  for (const [locale, how] of [
    ['en', 'button'],
    ['ru', 'Escape'],
    ['kz', 'button'],
  ]) {
    test(`asks for confirmation before leaving and reports the cancellation (${locale}, ${how})`, () =>
      runFlow(locale, {}, {}, async ({ page, user, id, report }) => {
        await user.begins();
        await user.sees('liveness');
        await user.button(user.names.begin).waitFor();
        const leave = () =>
          how === 'button' ? user.click(user.names.cancel) : page.keyboard.press('Escape');
        await leave();
        await page.getByRole('alertdialog', { name: user.names.headings.leave }).waitFor();
        await user.click(user.names.stay);
        await user.sees('liveness');
        await leave();
        await user.click(user.names.leave);
        const [detail, ...more] = await finished(page);
        assert.deepEqual(more, []);
        assert.deepEqual([detail.id, detail.status], [id, 'cancelled']);
        assert.deepEqual(detail.failure_reasons, [ABORTED]);
        assert.deepEqual(report(), { id, outcome: 'cancelled', technologies: {}, failure: ABORTED });
      }));
  }

  test('pauses while the confirmation dialog is open', () =>
    runFlow('en', {}, { camera: 'none' }, async ({ page, user }) => {
      await user.begins();
      await user.startsLiveness('demo');
      await page.getByText('Look straight ahead').waitFor();
      await page.keyboard.press('Escape');
      await user.button(user.names.stay).waitFor();
      const bar = page.locator('.ring');
      const before = await bar.getAttribute('aria-valuenow');
      await page.waitForTimeout(1_500);
      assert.equal(await bar.getAttribute('aria-valuenow'), before);
      await page.keyboard.press('Escape');
      await page.getByText('Turn your head to the left').waitFor();
      await user.simulates('NO_CAM');
      await user.finishes('close');
    }));

  test('ends the session with each failure type that the sandbox panel simulates', async () => {
    const outcomes = [
      ['SERVICE_ERROR', null],
      ['REQUEST_ERROR', null],
      ['CLIENT', 'Medical mask check failed'],
      ['CALC_RESULT', 'Closed eyes'],
      ['OTHER', 'Incorrect image hash'],
      ['NO_CAM', null],
      ['TIMEOUT', null],
    ];
    const { page, close } = await openPage(browser, server, { camera: 'none' });
    const user = widgetUser(page, 'en');
    for (const [type, text] of outcomes) {
      const id = server.session();
      assert.equal(await start(page, { session_id: id, selector: '#w', locale: 'en' }), undefined);
      await user.begins();
      await user.simulates();
      await user.sees('reference');
      await user.simulates(text ? `${type}|${text}` : type);
      await user.finishes('close');
      await page.waitForFunction((session) => window.seen.finishes.at(-1)?.detail.id === session, id);
      const detail = (await details(page)).at(-1);
      assert.equal(detail.status, 'failed');
      assert.deepEqual(detail.technologies, [
        { code: 'LDHP', passed: true },
        { code: 'F2F', passed: false },
      ]);
      assert.deepEqual(detail.failure_reasons, [{ type, detail: text }]);
      const report = server.reports.find((entry) => entry.id === id);
      assert.equal(report.outcome, 'failed');
      assert.deepEqual(report.failure, detail.failure_reasons[0]);
      await assertCleanedUp(page);
    }
    await close();
  });

  test('lets the user send the result again after a failed attempt', () => {
    let failures = 1;
    const fault = (_, action) => (action === 'finish' && failures-- > 0 ? [500, {}] : undefined);
    return runFlow('ru', { technologies: ['ED'], fault }, {}, async ({ page, user, report }) => {
      await user.begins();
      await user.simulates();
      await user.finishes();
      await user.sees('unsaved');
      assert.deepEqual(await details(page), []);
      await user.click(user.names.retry);
      assert.equal((await finished(page))[0].status, 'finished');
      assert.equal(report().outcome, 'completed');
    });
  });

  test('lets the user leave even if the service fails', () => {
    const fault = (_, action) => (action === 'finish' ? [500, {}] : undefined);
    return runFlow('en', { fault }, {}, async ({ page, user }) => {
      await user.sees('intro');
      await user.click(user.names.cancel);
      await user.click(user.names.leave);
      assert.equal((await finished(page))[0].status, 'cancelled');
    });
  });
});
