// Elements whose `name` replaces a property of `document` ("DOM clobbering"): markup of users may contain them.
import { expect, test } from './fixtures.mjs';
import { hosted, serveHosted } from './hosted-kit.mjs';
import { begin, FakeBackend, fakeWidget, outcome, PASSED, PENDING, reach } from './verify-kit.mjs';

const NAMES = [
  ...['createElement', 'querySelector', 'querySelectorAll', 'addEventListener', 'removeEventListener'],
  ...['head', 'body', 'documentElement', 'scripts', 'baseURI', 'adoptedStyleSheets', 'activeElement'],
  ...['readyState', 'visibilityState', 'prerendering', 'cookie', 'defaultView', 'getElementById'],
];
const FORMS = ['<img name=NAME>', '<form name=NAME><input name=lang></form>', '<iframe name=NAME></iframe>'];

for (const form of FORMS) {
  test(`a call works or rejects with a code, whatever property of the document this replaces: ${form}`, async ({
    page,
    openPage,
  }) => {
    test.slow();
    await fakeWidget(page);
    const outcomes = {};
    for (const name of NAMES) {
      await openPage(`<div id="flow-widget"></div><div id="evil">${form.replace('NAME', name)}</div>`);
      outcomes[name] = await page.evaluate(async (name) => {
        if (!['object', 'function'].includes(typeof document[name]) || document[name]?.name !== name)
          return ['not replaced'];
        const { loadWidget, startSession, verify } = await import('/dist/index.js');
        const src = '/widget/flow-widget.umd.js';
        const timeouts = { session: 1_000, script: 2_000, attempt: 2_000, finish: 1, result: 1 };
        const options = { src, retries: 0, timeouts };
        const calls = [
          () => loadWidget({ ...options, src: [src] }),
          () => startSession({ ...options, id: 'a', selector: '#flow-widget' }),
          () => startSession({ ...options, id: 'a' }),
          () => verify({ ...options, backend: { createSession: () => ({}), getVerdict: () => ({}) } }),
          () => verify({ ...options, endpoint: '/api/mine' }),
          () => verify({ ...options, endpoint: '/api/mine', selector: '#flow-widget', mode: 'frame' }),
          () => verify({ ...options, endpoint: '/api/mine', mode: 'window' }),
        ];
        const outcomes = [];
        for (const call of calls)
          outcomes.push(
            await call().then(
              () => 'resolved',
              (error) => error.code ?? `${error}`,
            ),
          );
        return outcomes;
      }, name);
    }
    for (const [name, codes] of Object.entries(outcomes))
      for (const code of codes) expect(code, name).toMatch(/^[a-z-]+$/);
  });
}

const HOSTED_NAMES = ['createElement', 'addEventListener', 'querySelector', 'activeElement', 'body'];

for (const mode of ['frame', 'window'])
  for (const form of FORMS)
    test(`the mode ${mode} shows the hosted page, whatever property this replaces: ${form}`, async ({
      page,
      openPage,
    }) => {
      await serveHosted(page);
      await FakeBackend.at(page);
      for (const name of HOSTED_NAMES) {
        await openPage(`<div id="flow-widget"></div><div id="evil">${form.replace('NAME', name)}</div>`);
        await page.evaluate('window.open = () => null');
        await begin(page, hosted(mode));
        const active = page.waitForFunction("window.run.states.includes('active')").then(() => 'active');
        expect(await Promise.race([active, outcome(page)]), name).toBe('active');
        await active;
      }
    });

test('the verdict is found although an element replaces `document.addEventListener`', async ({
  page,
  openPage,
}) => {
  const backend = await FakeBackend.at(page);
  await fakeWidget(page);
  await openPage('<div id="flow-widget"></div><form name="addEventListener"></form>');
  await begin(page);
  await reach(page, 'active');
  let answers = 0;
  backend.onGet = (route) => route.fulfill({ json: ++answers > 1 ? PASSED : PENDING });
  await page.evaluate('window.finish({})');
  await reach(page, 'finished');
});
