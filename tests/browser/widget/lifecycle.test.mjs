// Start and end of a session: rejected configs, cleanup after removal, simulated faults, host page setups.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { browser, server } from './setup.mjs';
import { assertCleanedUp, details, finished, openPage, start, widgetUser } from './support.mjs';

const begin = (page, fields, locale = 'en') => {
  const id = server.session(fields);
  return start(page, { id, selector: '#w', locale }).then((error) => ({ id, error }));
};

describe('start', { concurrency: 3 }, () => {
  test('rejects an invalid config or session and leaves the page unchanged', async () => {
    const { page, close } = await openPage(browser, server);
    const good = { id: server.session(), selector: '#w', locale: 'ru' };
    const used = server.session({ state: 'finished' });
    const broken = server.session({ fault: () => [500, {}] });
    const unsupported = server.session({ technologies: ['QR'] });
    for (const [change, message] of [
      [{ id: undefined }, /id \(or session_id\)/],
      [{ selector: '#nowhere' }, /no element matches the selector "#nowhere"/],
      [{ selector: '##' }, /not a valid CSS selector/],
      [{ locale: 'de' }, /locale must be one of ru, en, kz, not de/],
      [{ id: 'unknown' }, /no session unknown/],
      [{ id: used }, /already used/],
      [{ id: broken }, /status 500/],
      [{ id: unsupported }, /unknown technology QR/],
    ]) {
      assert.match(await start(page, { ...good, ...change }), message);
      await assertCleanedUp(page);
    }
    assert.equal(await start(page, good), undefined, 'the next attempt succeeds');
    await close();
  });

  test('throws synchronously for an invalid config and rejects for an unknown session', async () => {
    const { page, close } = await openPage(browser, server);
    const thrown = await page.evaluate(() => {
      try {
        window.FlowWidget.startSession({ id: 'x', selector: '#nowhere', locale: 'ru' });
        return false;
      } catch {
        return true;
      }
    });
    assert.equal(thrown, true);
    const rejected = await page.evaluate(() => {
      const promise = window.FlowWidget.startSession({ id: 'x', selector: '#w', locale: 'ru' });
      return promise.then(
        () => 'resolved',
        () => 'rejected',
      );
    });
    assert.equal(rejected, 'rejected');
    await close();
  });

  test('rejects when the sandbox service is unreachable or returns a non-JSON body', async () => {
    const { page, close } = await openPage(browser, server);
    await page.route('**/sandbox/session/lost', (route) => route.abort());
    await page.route('**/sandbox/session/html', (route) => route.fulfill({ status: 200, body: '<p>' }));
    assert.match(await start(page, { id: 'lost', selector: '#w', locale: 'en' }), /cannot be reached/);
    assert.match(await start(page, { id: 'html', selector: '#w', locale: 'en' }), /non-JSON body/);
    await assertCleanedUp(page);
    await close();
  });

  test('allows one session at a time and a new one after the first is removed', async () => {
    const { page, close } = await openPage(browser, server);
    assert.equal((await begin(page)).error, undefined);
    const id = server.session();
    assert.match(await start(page, { id, selector: '#w', locale: 'en' }), /already running/);
    assert.equal(server.state(id), 'created');
    // In one task, so the mutation observer of the first session has not run yet.
    const started = await page.evaluate((session) => {
      document.querySelector('#w').replaceChildren();
      return window.FlowWidget.startSession({ id: session, selector: '#w', locale: 'en' }).then(() => true);
    }, id);
    assert.equal(started, true);
    await widgetUser(page, 'en').sees('intro');
    await close();
  });

  test('lets a `finish` listener start the next session synchronously', async () => {
    const { page, close } = await openPage(browser, server);
    const [first, second] = [server.session(), server.session()];
    await page.evaluate((id) => {
      const next = () => window.FlowWidget.startSession({ id, selector: '#w', locale: 'ru' });
      window.addEventListener('finish', next, { once: true });
    }, second);
    await start(page, { id: first, selector: '#w', locale: 'en' });
    const user = widgetUser(page, 'en');
    await user.click(user.names.cancel);
    await user.click(user.names.leave);
    await widgetUser(page, 'ru').sees('intro');
    assert.equal(await page.locator('[data-flow-widget]').count(), 1);
    await close();
  });
});

describe('removal', { concurrency: 3 }, () => {
  const removals = {
    'the widget': () => document.querySelector('#w').replaceChildren(),
    'the container': () => document.querySelector('#w').remove(),
    'an ancestor': () => document.body.replaceChildren(),
  };
  test('stops the camera and dispatches no event when the page removes the widget or an ancestor', async () => {
    const { page, errors, close } = await openPage(browser, server);
    const url = page.url();
    const user = widgetUser(page, 'en');
    for (const [target, remove] of Object.entries(removals)) {
      await page.goto(url);
      const { id } = await begin(page);
      await user.begins();
      await user.startsLiveness();
      await page.getByText('Look straight ahead').waitFor();
      const live = () => window.seen.tracks.filter((track) => track.readyState === 'live').length;
      assert.equal(await page.evaluate(live), 1, target);
      await page.evaluate(remove);
      // Without a timer or a request, nothing can follow.
      await assertCleanedUp(page);
      assert.deepEqual(await details(page), [], target);
      assert.equal(server.state(id), 'started', target);
    }
    assert.deepEqual(errors, []);
    await close();
  });

  test('stops a camera that the user allows after the widget was removed', async () => {
    const { page, close } = await openPage(browser, server, { camera: 'late' });
    await begin(page);
    const user = widgetUser(page, 'en');
    await user.begins();
    await page.getByText('Allow access to the camera').waitFor();
    await page.waitForFunction(() => window.allowCamera);
    await page.evaluate(() => document.querySelector('#w').replaceChildren());
    await page.evaluate(() => window.allowCamera());
    await page.waitForFunction(() => window.seen.tracks.length === 1);
    await assertCleanedUp(page);
    await close();
  });

  test('rejects when the page removes the widget during the request for the session', async () => {
    const { page, close } = await openPage(browser, server);
    let respond;
    const response = new Promise((resolve) => {
      respond = resolve;
    });
    const id = server.session({ fault: () => response });
    const error = start(page, { id, selector: '#w', locale: 'en' });
    await page.waitForFunction(() => window.seen.requests === 1);
    await page.evaluate(() => document.querySelector('#w').replaceChildren());
    assert.match(await error, /was removed/);
    await assertCleanedUp(page);
    respond([404, {}]);
    await close();
  });

  test('dispatches no `finish` event when the page removes the widget while the result is sent', async () => {
    const { page, close } = await openPage(browser, server);
    let respond;
    const response = new Promise((resolve) => {
      respond = resolve;
    });
    await begin(page, { fault: (_, action) => (action === 'finish' ? response : undefined) });
    const user = widgetUser(page, 'en');
    await user.click(user.names.cancel);
    await user.click(user.names.leave);
    await page.waitForFunction(() => window.seen.requests === 1);
    await page.evaluate(() => document.querySelector('#w').replaceChildren());
    respond([200, {}]);
    await assertCleanedUp(page);
    assert.deepEqual(await details(page), []);
    await close();
  });

  test('keeps the session when the page moves the container', async () => {
    const { page, close } = await openPage(browser, server);
    await begin(page);
    await page.evaluate(() => document.body.append(document.querySelector('#w')));
    const user = widgetUser(page, 'en');
    await user.sees('intro');
    await user.click(user.names.cancel);
    await user.click(user.names.leave);
    assert.equal((await finished(page)).length, 1);
    await close();
  });
});

describe('simulated faults', { concurrency: 3 }, () => {
  const open = (fault) => openPage(browser, server, { fault });
  const cancel = async (page) => {
    const user = widgetUser(page, 'en');
    await user.click(user.names.cancel);
    await user.click(user.names.leave);
  };

  test('startSession throws with start-throws and rejects with start-rejects', async () => {
    const config = { id: 'any', selector: '#w', locale: 'en' };
    const throwing = await open('start-throws');
    const thrown = (given) => {
      try {
        window.FlowWidget.startSession(given);
        return false;
      } catch {
        return true;
      }
    };
    assert.equal(await throwing.page.evaluate(thrown, config), true);
    const rejecting = await open('start-rejects');
    const rejects = (given) => window.FlowWidget.startSession(given).catch(({ message }) => message);
    assert.match(await rejecting.page.evaluate(rejects, config), /simulated fault start-rejects/);
    await throwing.close();
    await rejecting.close();
  });

  test('start-slow delays the start, which then succeeds', async () => {
    const { page, close } = await open('start-slow');
    const before = performance.now();
    assert.equal((await begin(page)).error, undefined);
    assert.ok(performance.now() - before >= 3_900);
    await widgetUser(page, 'en').sees('intro');
    await close();
  });

  test('never-finishes keeps the last screen until the page removes it', async () => {
    const { page, close } = await open('never-finishes');
    const { id } = await begin(page);
    await cancel(page);
    // Without a timer or a request, nothing can follow.
    await page.waitForFunction(() => window.seen.requests === 0 && window.seen.timers.size === 0);
    assert.equal(server.state(id), 'finished');
    assert.deepEqual(await details(page), []);
    assert.equal(await page.locator('[data-flow-widget]').count(), 1);
    await page.evaluate(() => document.querySelector('#w').replaceChildren());
    await assertCleanedUp(page);
    await close();
  });

  test('finish-before-return dispatches finish before startSession returns', async () => {
    const { page, close } = await open('finish-before-return');
    const result = await page.evaluate(() => {
      const promise = window.FlowWidget.startSession({ id: 'any', selector: '#w', locale: 'en' });
      return { events: window.seen.finishes.length, promise: promise instanceof Promise };
    });
    assert.deepEqual(result, { events: 1, promise: true });
    assert.equal((await details(page))[0].session_id, 'any');
    await assertCleanedUp(page);
    await close();
  });

  test('each finish fault dispatches the expected events', async () => {
    const { page, close } = await open('');
    const address = page.url();
    for (const [fault, events] of Object.entries({
      'double-finish': ['own', 'own'],
      'finish-foreign': ['foreign', 'own'],
      'finish-not-custom': ['plain', 'own'],
      'finish-no-detail': ['null'],
      'finish-null-detail': ['null'],
      'finish-cyclic-detail': ['cyclic'],
      'finish-huge-detail': ['huge'],
    })) {
      await page.goto(address);
      await page.addScriptTag({ url: `${server.origin}/widget.js?fault=${fault}` });
      const { id } = await begin(page);
      await cancel(page);
      await page.waitForFunction(() => window.seen.finishes.length > 0);
      const kinds = await page.evaluate(
        (session) =>
          window.seen.finishes.map((event) => {
            if (!(event instanceof CustomEvent)) return 'plain';
            const { detail } = event;
            if (detail === null) return 'null';
            if (detail.self === detail) return 'cyclic';
            if (detail.padding?.length > 8_000_000) return 'huge';
            return detail.id === session && detail.session_id === session ? 'own' : 'foreign';
          }),
        id,
      );
      assert.deepEqual(kinds, events, fault);
      await assertCleanedUp(page);
    }
    await close();
  });
});

describe('host page setups', { concurrency: 3 }, () => {
  test('works when loaded by a module script, as in the service’s guide', async () => {
    const { page, close } = await openPage(browser, server, { type: 'module' });
    assert.equal((await begin(page)).error, undefined);
    await widgetUser(page, 'en').sees('intro');
    await close();
  });

  test('runs the final example of the service’s guide, whose container has no height', async () => {
    const id = server.session({ technologies: ['ED'] });
    const { page, errors, close } = await openPage(browser, server, {
      html: `<div id="flow-widget"></div>
<script type="module" src="${server.origin}/widget.js"></script>
<script type="module">
    FlowWidget.startSession({ id: '${id}', selector: '#flow-widget', locale: 'ru' })
    window.addEventListener('finish', (data) => { console.dir(data.detail) })
</script>`,
    });
    const user = widgetUser(page, 'ru');
    const height = () => page.locator('[data-flow-widget]').evaluate((node) => node.clientHeight);
    await user.sees('intro');
    const initialHeight = await height();
    assert.ok(initialHeight >= 600, `${initialHeight} px`);
    await user.begins();
    await user.sees('details');
    assert.equal(await height(), initialHeight);
    await user.simulates();
    await user.finishes();
    assert.equal((await finished(page))[0].id, id);
    await assertCleanedUp(page, '#flow-widget');
    assert.deepEqual(errors, []);
    await close();
  });

  test('works on a page with an AMD loader', async () => {
    const { page, close } = await openPage(browser, server, {
      html: `<div id="w"></div><script>
        window.define = (_, factory) => { window.FlowWidget = factory(); };
        window.define.amd = {};
      </script><script src="${server.origin}/widget.js"></script>`,
    });
    assert.equal((await begin(page)).error, undefined);
    await close();
  });

  test('works under a strict CSP with Trusted Types', async () => {
    const policy = [
      "default-src 'none'",
      `script-src ${server.origin}/widget.js`,
      `connect-src ${server.origin}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      "base-uri 'none'",
    ].join('; ');
    const { page, errors, close } = await openPage(browser, server, {
      headers: { 'content-security-policy': policy },
    });
    const consoleErrors = [];
    page.on('console', (message) => message.type() === 'error' && consoleErrors.push(message.text()));
    assert.equal((await begin(page, { technologies: ['LDHP', 'DR', 'F2F'] })).error, undefined);
    const user = widgetUser(page, 'en');
    await user.begins();
    await user.sees('liveness');
    await user.button(user.names.begin).waitFor();
    await user.simulates();
    await user.sees('front');
    await user.click(user.names.take);
    await user.click(user.names.use);
    await user.click(user.names.sample);
    await user.click(user.names.correct);
    await user.sees('comparison');
    const background = (node) => getComputedStyle(node).backgroundColor;
    assert.equal(await user.widget.evaluate(background), 'rgb(255, 255, 255)');
    await user.finishes();
    await finished(page);
    await assertCleanedUp(page);
    assert.deepEqual([...errors, ...consoleErrors], []);
    await close();
  });

  test('isolates the styles of the page and of the widget', async () => {
    const { page, close } = await openPage(browser, server, {
      html: `<style>
        html { font: 10px serif; color: red; text-align: right; text-transform: uppercase; letter-spacing: 1em }
        div { margin: 50px; padding: 20px; border: 5px solid; height: 10px; display: none }
        #w { display: block; height: 600px; margin: 0; padding: 0; border: 0 }
        button { background: red; color: red; position: fixed }
      </style><div id="w"></div><button>Host</button><script src="${server.origin}/widget.js"></script>`,
    });
    const host = () => page.evaluate(() => getComputedStyle(document.querySelector('body > button')).cssText);
    const before = await host();
    await begin(page);
    const user = widgetUser(page, 'en');
    const style = await user.button(user.names.start).evaluate((node) => {
      const { position, textTransform, letterSpacing, color } = getComputedStyle(node);
      return { position, textTransform, letterSpacing, color };
    });
    assert.deepEqual(style, {
      position: 'static',
      textTransform: 'none',
      letterSpacing: 'normal',
      color: 'rgb(255, 255, 255)',
    });
    const { height } = await page.locator('[data-flow-widget]').boundingBox();
    assert.equal(height, 600);
    assert.equal(await host(), before);
    assert.equal(
      await page.evaluate(() => document.adoptedStyleSheets.length + document.styleSheets.length),
      1,
    );
    await close();
  });

  test('does not close the page’s <dialog> when the user presses Escape in the widget', async () => {
    const { page, close } = await openPage(browser, server, {
      html: `<dialog><div id="w" style="width:400px;height:500px"></div></dialog>
        <script src="${server.origin}/widget.js"></script>`,
    });
    await page.evaluate(() => document.querySelector('dialog').showModal());
    await begin(page);
    const user = widgetUser(page, 'en');
    await user.sees('intro');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.querySelector('dialog').open), true);
    await close();
  });
});
