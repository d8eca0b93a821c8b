// Whole ways through the stand-in, as a person goes them: by role and name, in three languages.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { widgetText } from './bundle.mjs';
import { serve } from './server.mjs';
import { assertGone, details, finished, launch, openPage, person, start } from './support.mjs';

const field = (value, changeable = true) => ({ value, changeable });
const ABORTED = { type: 'CLIENT', detail: 'Operation aborted by user' };
// A one-pixel PNG.
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let server;
let browser;
before(async () => {
  server = await serve(await widgetText());
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** One page with one session; afterwards nothing of the widget is left and the page saw no error. */
async function walk(locale, session, options, way) {
  const { page, errors, close } = await openPage(browser, server, options);
  const id = server.session(session);
  const me = person(page, locale);
  assert.equal(await start(page, { id, selector: '#w', locale }), undefined);
  await way({ page, me, id, report: () => server.reports.find((report) => report.id === id) });
  await assertGone(page);
  assert.deepEqual(errors, []);
  await close();
}

describe('ways through', { concurrency: 3 }, () => {
  test('individuals, English, with the camera', () =>
    walk('en', { technologies: ['LDHP', 'ED', 'F2F'] }, {}, async ({ page, me, id, report }) => {
      assert.equal(
        await (await me.sees('intro')).evaluate((node) => node.getRootNode().activeElement === node),
        true,
      );
      assert.equal(await me.widget.getByRole('listitem').filter({ hasText: 'Digital document' }).count(), 2);
      assert.equal(server.state(id), 'started');
      await me.begins();
      await me.sees('liveness');
      const video = page.locator('video');
      await video.waitFor();
      assert.match(await video.evaluate((node) => getComputedStyle(node).transform), /^matrix\(-1/);
      await me.click(me.names.begin);
      for (const prompt of [
        'Look straight ahead',
        'Turn your head to the left',
        'Turn your head to the right',
        'Smile',
      ]) {
        await page.getByRole('status').filter({ hasText: prompt }).waitFor();
      }
      await me.sees('details');
      assert.equal(
        await page.evaluate(() => window.seen.tracks.some(({ readyState }) => readyState === 'live')),
        false,
      );
      await me.field(me.names.iin).fill('900101 350000');
      await me.field(me.names.phone).fill('+7 (700) 123-45-67');
      await me.click(me.names.getCode);
      await page.getByText('The code was sent from 1414 to +7700 ••• •• 67').waitFor();
      await me.passesCode('1234');
      await me.sees('comparison');
      await me.finishes();
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

  test('legal entities, Kazakh, without a camera', () =>
    walk('kz', { technologies: ['LDHP', 'DR', 'F2F'] }, { camera: 'none' }, async ({ page, me, report }) => {
      assert.equal(await me.widget.evaluate((node) => node.closest('[lang]').lang), 'kk');
      await me.begins();
      await me.passesLiveness('demo');
      await me.passesCard();
      await me.finishes();
      assert.equal((await finished(page))[0].status, 'finished');
      assert.deepEqual(Object.keys(report().technologies), ['LDHP', 'DR', 'F2F']);
      assert.equal(report().edocument, undefined);
    }));

  test('everyone, Russian: the photo to compare with is taken, by keyboard alone', () =>
    walk('ru', { technologies: ['LDHP', 'F2F'] }, {}, async ({ page, me }) => {
      const press = async (name) => {
        await me.button(name).waitFor();
        for (let count = 0; count < 8; count++) {
          await page.keyboard.press('Tab');
          if (await me.button(name).evaluate((node) => node.getRootNode().activeElement === node)) break;
        }
        await page.keyboard.press('Enter');
      };
      await press(me.names.start);
      await press(me.names.begin);
      await me.sees('reference');
      await press(me.names.take);
      await page.getByRole('img', { name: 'Ваш снимок' }).waitFor();
      await press(me.names.again);
      await press(me.names.take);
      await press(me.names.use);
      await me.sees('comparison');
      // The good news goes by itself.
      await me.sees('passed');
      assert.equal((await finished(page)).length, 1);
    }));

  test('a photo given with the session is not asked for', () =>
    walk('en', { face2face: { photo: true } }, { camera: 'none' }, async ({ page, me }) => {
      await me.begins();
      await me.sees('liveness');
      await me.simulates();
      await me.sees('comparison');
      await me.finishes();
      assert.equal((await finished(page))[0].status, 'finished');
    }));

  test('a comparison without a face check takes a selfie first', () =>
    walk('en', { technologies: ['DR', 'F2F'] }, { camera: 'none' }, async ({ page, me }) => {
      await me.begins();
      await me.passesCard();
      await me.sees('selfie');
      await me.click(me.names.sample);
      await me.finishes();
      assert.equal((await finished(page))[0].status, 'finished');
    }));

  test('a card from files: what is no image is refused, an image is shown for approval', () =>
    walk('en', { technologies: ['DR'] }, { camera: 'none' }, async ({ page, me }) => {
      await me.begins();
      await me.sees('front');
      const choose = async (file) => {
        const [chooser] = await Promise.all([page.waitForEvent('filechooser'), me.click(me.names.file)]);
        await chooser.setFiles({ name: 'card.png', mimeType: 'image/png', buffer: file });
      };
      await choose(Buffer.from('no image'));
      await page.getByText('This file is not an image').waitFor();
      await choose(PIXEL);
      await me.click(me.names.again);
      await me.sees('front');
      await choose(PIXEL);
      await me.click(me.names.use);
      await me.sees('back');
      await me.click(me.names.sample);
      await me.sees('review');
      await me.click(me.names.again);
      await me.passesCard();
      await me.finishes();
      assert.equal((await finished(page))[0].status, 'finished');
    }));

  test('e-document: prefilled and locked as the session says, errors in place', () => {
    const edocument = { iin: field('900101350000', false), phone: field('+77001234567'), skip_input: false };
    return walk('ru', { technologies: ['ED'], edocument }, {}, async ({ page, me, report }) => {
      await me.begins();
      await me.sees('details');
      const iin = me.field(me.names.iin);
      const phone = me.field(me.names.phone);
      assert.equal(await iin.inputValue(), '900101350000');
      assert.equal(await iin.isEditable(), false);
      await page.getByText('Заполнено организацией, изменить нельзя').waitFor();
      assert.equal(await phone.inputValue(), '+77001234567');
      await phone.fill('12');
      await phone.press('Enter');
      await page.getByText('Введите номер вместе с кодом страны').waitFor();
      assert.equal(await phone.getAttribute('aria-invalid'), 'true');
      assert.equal(await phone.evaluate((node) => node.getRootNode().activeElement === node), true);
      await phone.fill('87001234567');
      assert.equal(await phone.getAttribute('aria-invalid'), null);
      await me.click(me.names.getCode);
      await me.sees('code');
      await me.click(me.names.confirm);
      await page.getByText('Введите от 4 до 6 цифр').waitFor();
      await me.passesCode('0000');
      await page.locator('.error', { hasText: 'Неверный код' }).waitFor();
      await me.click(me.names.resend);
      await page.getByText('Новый код отправлен').waitFor();
      assert.equal(await page.locator('.error', { hasText: 'Неверный код' }).count(), 0);
      await me.passesCode('4321');
      await me.finishes();
      await finished(page);
      assert.deepEqual(report().edocument, { iin: '900101350000', phone: '87001234567' });
    });
  });

  test('e-document: a placeholder that is locked is not the person’s to correct', () => {
    const edocument = { iin: field('<subjects_iin>', false), phone: field('<subjects_phone>', false) };
    return walk('en', { technologies: ['ED'], edocument }, {}, async ({ page, me }) => {
      await me.begins();
      await me.sees('details');
      await me.click(me.names.getCode);
      await me.passesCode();
      await me.finishes();
      assert.equal((await finished(page))[0].status, 'finished');
    });
  });

  test('e-document: skipped input goes straight to the code', () => {
    const edocument = {
      iin: field('900101350000', false),
      phone: field('+77001234567', false),
      skip_input: true,
    };
    return walk('kz', { technologies: ['ED'], edocument }, {}, async ({ page, me, report }) => {
      await me.begins();
      await me.passesCode();
      await me.finishes();
      await finished(page);
      assert.deepEqual(report().edocument, { iin: '900101350000', phone: '+77001234567' });
    });
  });

  test('interchangeable technologies: another way, and back', () =>
    walk(
      'kz',
      { technologies: ['ED', 'F2F'], interchangeable_tech: ['ED', 'DR'] },
      { camera: 'none' },
      async ({ page, me, report }) => {
        await me.begins();
        await me.sees('details');
        await me.click(me.names.anotherWay.DR);
        await me.sees('front');
        await me.click(me.names.anotherWay.ED);
        await me.sees('details');
        await me.click(me.names.anotherWay.DR);
        await me.passesCard();
        await me.sees('selfie');
        assert.equal(await me.button(me.names.anotherWay.ED).count(), 0);
        await me.simulates();
        await me.finishes();
        await finished(page);
        assert.deepEqual(report().technologies, { DR: { passed: true }, F2F: { passed: true } });
      },
    ));

  for (const [locale, how] of [
    ['en', 'button'],
    ['ru', 'Escape'],
    ['kz', 'button'],
  ]) {
    test(`leaving is asked once and reported, ${locale}, by ${how}`, () =>
      walk(locale, {}, {}, async ({ page, me, id, report }) => {
        await me.begins();
        await me.sees('liveness');
        await me.button(me.names.begin).waitFor();
        const ask = () => (how === 'button' ? me.click(me.names.cancel) : page.keyboard.press('Escape'));
        await ask();
        await page.getByRole('alertdialog', { name: me.names.headings.leave }).waitFor();
        await me.click(me.names.stay);
        await me.sees('liveness');
        await ask();
        await me.click(me.names.leave);
        const [detail, ...more] = await finished(page);
        assert.deepEqual(more, []);
        assert.deepEqual([detail.id, detail.status], [id, 'cancelled']);
        assert.deepEqual(detail.failure_reasons, [ABORTED]);
        assert.deepEqual(report(), { id, outcome: 'cancelled', technologies: {}, failure: ABORTED });
      }));
  }

  test('time stands still while the person is asked', () =>
    walk('en', {}, { camera: 'none' }, async ({ page, me }) => {
      await me.begins();
      await me.passesLiveness('demo');
      await page.getByText('Look straight ahead').waitFor();
      await page.keyboard.press('Escape');
      await me.button(me.names.stay).waitFor();
      const bar = page.locator('.ring');
      const before = await bar.getAttribute('aria-valuenow');
      await page.waitForTimeout(1_500);
      assert.equal(await bar.getAttribute('aria-valuenow'), before);
      await page.keyboard.press('Escape');
      await page.getByText('Turn your head to the left').waitFor();
      await me.simulates('NO_CAM');
      await me.finishes('close');
    }));

  test('every failure can be simulated and ends the session', async () => {
    const types = ['SERVICE_ERROR', 'REQUEST_ERROR', 'CLIENT', 'CALC_RESULT', 'OTHER', 'NO_CAM', 'TIMEOUT'];
    const { page, close } = await openPage(browser, server, { camera: 'none' });
    const me = person(page, 'en');
    for (const type of types) {
      const id = server.session();
      assert.equal(await start(page, { session_id: id, selector: '#w', locale: 'en' }), undefined);
      await me.begins();
      await me.simulates();
      await me.sees('reference');
      await me.simulates(type);
      await me.finishes('close');
      await page.waitForFunction((session) => window.seen.finishes.at(-1)?.detail.id === session, id);
      const detail = (await details(page)).at(-1);
      assert.equal(detail.status, 'failed');
      assert.deepEqual(detail.technologies, [
        { code: 'LDHP', passed: true },
        { code: 'F2F', passed: false },
      ]);
      assert.equal(detail.failure_reasons[0].type, type);
      const report = server.reports.find((entry) => entry.id === id);
      assert.equal(report.outcome, 'failed');
      assert.deepEqual(report.failure, detail.failure_reasons[0]);
      await assertGone(page);
    }
    await close();
  });

  test('a result that does not arrive can be sent again', () => {
    let refusals = 1;
    const fault = (_, action) => (action === 'finish' && refusals-- > 0 ? [500, {}] : undefined);
    return walk('ru', { technologies: ['ED'], fault }, {}, async ({ page, me, report }) => {
      await me.begins();
      await me.simulates();
      await me.finishes();
      await me.sees('unsaved');
      assert.deepEqual(await details(page), []);
      await me.click(me.names.retry);
      assert.equal((await finished(page))[0].status, 'finished');
      assert.equal(report().outcome, 'completed');
    });
  });

  test('who leaves is not kept by a service that fails', () => {
    const fault = (_, action) => (action === 'finish' ? [500, {}] : undefined);
    return walk('en', { fault }, {}, async ({ page, me }) => {
      await me.sees('intro');
      await me.click(me.names.cancel);
      await me.click(me.names.leave);
      assert.equal((await finished(page))[0].status, 'cancelled');
    });
  });
});
