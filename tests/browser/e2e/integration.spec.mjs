import { createSession, expect, standInForProduction, test, User } from './fixtures.mjs';

/** The final example of the service's guide, unchanged except that `startSession` is this package's. */
const guideExample = (id, tag) => `
<div id="flow-widget"></div>
${tag}
<script type="module">
    import { startSession } from '/dist/index.js'
    startSession({
        id: '${id}',
        selector: '#flow-widget',
        locale: 'ru'
    })
    window.addEventListener('finish', (data) => {
        window.finishDetail = data.detail
    })
</script>`;

const TAG = '<script type="module" src="https://remote.biometric.kz/widget/flow-widget.umd.js"></script>';

for (const [name, tag] of [
  ['with the script tag', TAG],
  ['without the script tag', ''],
]) {
  test(`the final example of the service's guide runs ${name}`, async ({
    page,
    server,
    openPage,
    problems,
  }) => {
    await standInForProduction(page, server);
    const { session_id } = await createSession(server, 'everyone');
    await openPage(guideExample(session_id, tag));
    const user = new User(page, 'ru');
    await user.complete();
    await expect.poll(() => page.evaluate('window.finishDetail?.session_id')).toBe(session_id);
    expect(problems).toEqual([]);
  });
}

test("falls back to the second script URL in the service's guide", async ({ page, server, openPage }) => {
  await standInForProduction(page, server);
  await page.route('https://remote.biometric.kz/widget/flow-widget.umd.js', (route) => route.abort());
  const { session_id } = await createSession(server, 'everyone');
  await openPage('<div id="flow-widget"></div>');
  const scripts = await page.evaluate(async (id) => {
    const { openSession } = await import('/dist/index.js');
    const session = openSession({ id, selector: '#flow-widget', retries: 0 });
    await session.started;
    session.cancel();
    return [...document.scripts].map((script) => script.src);
  }, session_id);
  expect(scripts).toEqual(['https://remote.biometric.kz/widget/flow-widget.js']);
});

/** Starts the session in the page; `window.done` is the Promise of its detail. */
const start = (page, session_id) =>
  page.evaluate(async (id) => {
    const { startSession } = await import('/dist/index.js');
    window.done = startSession({
      id,
      selector: '#flow-widget',
      locale: 'en',
      src: '/widget/flow-widget.umd.js',
    });
  }, session_id);

/**
 * The three cases of e-document metadata in the service's guide: name, further fields of `iin` and of `phone`, and
 * `skip_input`.
 */
const CASES = [
  ['case 1: the input is skipped', { changeable: false }, { changeable: false }, true],
  ['case 2: the IIN is locked', { changeable: false }, {}, undefined],
  ['case 3: the IIN and the phone number can be changed', {}, {}, undefined],
];

for (const [name, iin, phone, skip_input] of CASES) {
  test(`e-document, ${name}`, async ({ page, server, openPage }) => {
    const edocument = {
      iin: { value: '900101350000', ...iin },
      phone: { value: '+77001234567', ...phone },
      ...(skip_input && { skip_input }),
    };
    const { session_id } = await createSession(server, 'individuals', { edocument });
    await openPage('<div id="flow-widget"></div>');
    await start(page, session_id);
    const user = new User(page, 'en');
    await user.begin();
    await user.liveness();
    if (skip_input) {
      await user.sees('code');
    } else {
      await user.sees('details');
      await expect(user.field('iin')).toHaveValue('900101350000');
      await expect(user.field('phone')).toHaveValue('+77001234567');
      await expect(user.field('iin')).toBeEditable({ editable: iin.changeable !== false });
      await expect(user.field('phone')).toBeEditable();
      await user.details();
    }
    await user.code();
    await user.done();
    const detail = await page.evaluate('window.done');
    expect(detail).toMatchObject({ session_id, status: 'finished' });
  });
}

test('skips the reference photo when the metadata has a face photo', async ({ page, server, openPage }) => {
  // The header of a JPEG file.
  const photo1 = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1]).toString(
    'base64',
  );
  const { session_id } = await createSession(server, 'everyone', { face2face: { photo1 } });
  await openPage('<div id="flow-widget"></div>');
  await start(page, session_id);
  const user = new User(page, 'en');
  await user.begin();
  await user.liveness();
  await user.done();
  expect(await page.evaluate('window.done.then((detail) => detail.session_id)')).toBe(session_id);
});

test('rejects with `start-failed` for an unknown and for a used session', async ({
  page,
  server,
  openPage,
}) => {
  await openPage('<div id="flow-widget"><p>before</p></div>');
  const start = (id) =>
    page.evaluate(async (id) => {
      const { startSession } = await import('/dist/index.js');
      const error = await startSession({
        id,
        selector: '#flow-widget',
        locale: 'en',
        src: '/widget/flow-widget.umd.js',
      }).catch((error) => error);
      return [error.code, error.cause?.message, document.querySelector('#flow-widget').innerHTML];
    }, id);
  const unknown = await start('3fa85f64-5717-4562-b3fc-2c963f66afa6');
  expect(unknown[0]).toBe('start-failed');
  expect(unknown[1]).toMatch(/there is no session 3fa85f64/);
  expect(unknown[2]).toBe('<p>before</p>');

  const { session_id } = await createSession(server, 'everyone');
  await fetch(`${server.url}/sandbox/session/${session_id}/end`, {
    method: 'POST',
    body: JSON.stringify({ outcome: 'passed' }),
  });
  const used = await start(session_id);
  expect(used[0]).toBe('start-failed');
  expect(used[1]).toMatch(/used|once/i);
  expect(used[2]).toBe('<p>before</p>');
});
