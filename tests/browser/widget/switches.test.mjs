// What the creator of a session can switch: QR code, retry of the face check, preset outcomes, technologies.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { browser, server } from './setup.mjs';
import { assertCleanedUp, details, finished, openPage, start, widgetUser } from './support.mjs';

/** Starts a session in a new page, runs `steps`, then asserts that no uncaught error occurred. */
async function run(session, options, steps) {
  const { page, errors, close } = await openPage(browser, server, options);
  const id = server.session(session);
  const user = widgetUser(page, 'en');
  assert.equal(await start(page, { id, selector: '#w', locale: 'en' }), undefined);
  const report = () => server.reports.find((entry) => entry.id === id);
  const notices = () =>
    server.notices
      .filter((notice) => notice.id === id)
      .map(({ code, passed }) => `${code} ${passed ?? 'begins'}`);
  await steps({ page, user, id, report, notices });
  assert.deepEqual(errors, []);
  await close();
}

const remove = (page) => page.evaluate(() => document.querySelector('#w').replaceChildren());

describe('QR code', { concurrency: 3 }, () => {
  test('always: leads to the hosted page, whose end dispatches no `finish` event on the desktop', () =>
    run({ qr: 'always', technologies: ['ED'] }, {}, async ({ page, user, id }) => {
      await user.sees('qr');
      await page.getByRole('img', { name: user.names.qrCode }).waitFor();
      assert.equal(await user.button(user.names.demo).count(), 0);
      const link = page.getByRole('link', { name: user.names.link });
      assert.equal(await link.getAttribute('href'), `${server.origin}/flow/${id}?locale=en`);
      const [phone] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
      const onPhone = widgetUser(phone, 'en');
      await onPhone.begins();
      await onPhone.simulates();
      await onPhone.finishes();
      await onPhone.sees('ended');
      assert.equal(server.state(id), 'finished');
      await phone.close();
      await user.sees('qr');
      assert.deepEqual(await details(page), []);
      await remove(page);
      await assertCleanedUp(page);
    }));

  test('always: the user can cancel on the desktop', () =>
    run({ qr: 'always' }, {}, async ({ page, user }) => {
      await user.sees('qr');
      await user.click(user.names.cancel);
      await user.click(user.names.leave);
      assert.equal((await finished(page))[0].status, 'cancelled');
    }));

  test('always: a phone shows no QR code', async () => {
    const { page, close } = await openPage(browser, server);
    await page.evaluate(() => {
      const data = Object.create(navigator.userAgentData ?? null, { mobile: { value: true } });
      Object.defineProperty(navigator, 'userAgentData', { value: data, configurable: true });
    });
    const id = server.session({ qr: 'always' });
    await start(page, { id, selector: '#w', locale: 'en' });
    await widgetUser(page, 'en').sees('intro');
    await remove(page);
    await close();
  });

  test('allow: appears without a camera, and the user can continue in this browser', () =>
    run({ qr: 'allow' }, { camera: 'none' }, async ({ page, user }) => {
      await user.sees('qr');
      await user.click(user.names.demo);
      await user.begins();
      await user.sees('liveness');
      await remove(page);
    }));

  for (const [title, session, camera] of [
    ['with a camera', { qr: 'allow' }, 'fake'],
    ['if no technology uses the camera', { qr: 'allow', technologies: ['ED'] }, 'none'],
    ['if the service has no hosted page', { qr: 'always', hosted_path: undefined }, 'none'],
    ['if it is off', { qr: 'off' }, 'none'],
  ]) {
    test(`does not appear ${title}`, () =>
      run(session, { camera }, async ({ page, user }) => {
        await user.sees('intro');
        await remove(page);
      }));
  }
});

describe('retry of the face check', { concurrency: 3 }, () => {
  const FAILURE = 'CALC_RESULT|Closed eyes';

  test('lets the user try again until the check passes', () =>
    run({ technologies: ['LDHP'], retry_liveness: true }, {}, async ({ page, user, notices }) => {
      await user.begins();
      await user.sees('liveness');
      await user.simulates(FAILURE);
      await user.sees('retry');
      assert.equal(await page.getByText(user.names.panel, { exact: true }).isVisible(), false);
      await user.click(user.names.retry);
      await user.sees('liveness');
      await user.simulates();
      await user.finishes();
      const [detail] = await finished(page);
      assert.deepEqual([detail.status, detail.failure_reasons], ['finished', []]);
      assert.deepEqual(notices(), ['LDHP begins', 'LDHP false', 'LDHP begins', 'LDHP true']);
    }));

  test('ends with the failure if the user stops trying', () =>
    run({ technologies: ['LDD'], retry_liveness: true }, {}, async ({ page, user, report }) => {
      await user.begins();
      await user.sees('distance');
      await user.simulates(FAILURE);
      await user.click(user.names.stop);
      await user.finishes('close');
      await finished(page);
      assert.deepEqual(report().failure, { type: 'CALC_RESULT', detail: 'Closed eyes' });
      assert.deepEqual(report().technologies, { LDD: { passed: false } });
    }));

  test('is not offered unless the session allows it, and never for other technologies', async () => {
    for (const session of [{ technologies: ['LDHP'] }, { technologies: ['ED'], retry_liveness: true }]) {
      await run(session, {}, async ({ page, user }) => {
        await user.begins();
        await user.simulates('TIMEOUT');
        await user.finishes('close');
        assert.equal((await finished(page))[0].status, 'failed');
      });
    }
  });
});

describe('technologies', { concurrency: 3 }, () => {
  test('runs each face check and reports it under the code that the session lists', () =>
    run(
      { technologies: ['LDHP', 'LDD', 'LD'] },
      { camera: 'none' },
      async ({ page, user, report, notices }) => {
        await user.begins();
        await user.startsLiveness('demo');
        await user.sees('distance');
        await user.click(user.names.demo);
        await page.getByRole('status').filter({ hasText: 'Move closer' }).waitFor();
        await page.getByRole('heading', { name: 'Liveness check' }).waitFor();
        await user.click(user.names.demo);
        await user.finishes();
        const [detail] = await finished(page);
        assert.deepEqual(
          detail.technologies,
          ['LDHP', 'LDD', 'LD'].map((code) => ({ code, passed: true })),
        );
        assert.deepEqual(Object.keys(report().technologies), ['LDHP', 'LDD', 'LD']);
        const expected = ['LDHP', 'LDD', 'LD'].flatMap((code) => [`${code} begins`, `${code} true`]);
        assert.deepEqual(notices(), expected);
      },
    ));

  test('sends no reports of technologies to a service without hosted pages', () =>
    run({ technologies: ['ED'], hosted_path: undefined }, {}, async ({ page, user, notices }) => {
      await user.begins();
      await user.simulates();
      await user.finishes();
      await finished(page);
      assert.deepEqual(notices(), []);
    }));

  test('continues if the reports of technologies fail', () => {
    const fault = (_, action) => (action === 'technology' ? [500, {}] : undefined);
    return run({ technologies: ['ED'], fault }, {}, async ({ page, user, report }) => {
      await user.begins();
      await user.simulates();
      await user.finishes();
      await finished(page);
      assert.equal(report().outcome, 'completed');
    });
  });
});

describe('preset outcome', { concurrency: 3 }, () => {
  const reason = { type: 'CALC_RESULT', detail: 'Low prediction' };

  for (const [preset, status, reasons] of [
    [{ outcome: 'passed', reason: null, technology: null }, 'finished', []],
    [{ outcome: 'failed', reason, technology: 'F2F' }, 'failed', [reason]],
    [
      { outcome: 'cancelled', reason: null, technology: null },
      'cancelled',
      [{ type: 'CLIENT', detail: 'Operation aborted by user' }],
    ],
  ]) {
    test(`${preset.outcome}: ends the session without a user`, () =>
      run({ preset }, {}, async ({ page, report }) => {
        const [detail, ...more] = await finished(page);
        assert.deepEqual(more, []);
        assert.equal(detail.status, status);
        assert.deepEqual(detail.failure_reasons, reasons);
        const { id, ...body } = report();
        const given = Object.entries(preset).filter(([, value]) => value !== null);
        assert.deepEqual(body, Object.fromEntries(given));
        await assertCleanedUp(page);
      }));
  }

  test('expired: shows that the session has expired and dispatches no event', () =>
    run({ preset: { outcome: 'expired' } }, {}, async ({ page, user, report }) => {
      await user.sees('expired');
      assert.equal(report().outcome, 'expired');
      assert.equal(await user.button(user.names.cancel).count(), 0);
      assert.deepEqual(await details(page), []);
      await remove(page);
      await assertCleanedUp(page);
    }));
});

test('reopens a session that has not ended, and rejects one that has expired', async () => {
  const { page, close } = await openPage(browser, server);
  const [reopened, expired] = [server.session({ state: 'started' }), server.session({ state: 'expired' })];
  assert.match(await start(page, { id: expired, selector: '#w', locale: 'en' }), /has expired/);
  assert.equal(await start(page, { id: reopened, selector: '#w', locale: 'en' }), undefined);
  await remove(page);
  await close();
});
