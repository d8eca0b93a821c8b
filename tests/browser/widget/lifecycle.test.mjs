// Beginnings and endings: what is refused, what is left behind, faults on demand, hosts of all kinds.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { widgetText } from './bundle.mjs';
import { serve } from './server.mjs';
import { assertGone, details, finished, launch, openPage, person, start } from './support.mjs';

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

const begin = (page, fields, locale = 'en') => {
  const id = server.session(fields);
  return start(page, { id, selector: '#w', locale }).then((refusal) => ({ id, refusal }));
};

describe('beginnings', { concurrency: 3 }, () => {
  test('a config or session that cannot be served is refused, and the page stays as it was', async () => {
    const { page, close } = await openPage(browser, server);
    const good = { id: server.session(), selector: '#w', locale: 'ru' };
    const used = server.session({ state: 'finished' });
    const broken = server.session({ fault: () => [500, {}] });
    const strange = server.session({ technologies: ['QR'] });
    for (const [change, message] of [
      [{ id: undefined }, /id \(or session_id\)/],
      [{ selector: '#nowhere' }, /no element matches the selector "#nowhere"/],
      [{ selector: '##' }, /no CSS selector/],
      [{ locale: 'de' }, /locale must be one of ru, en, kz; it is de/],
      [{ id: 'unknown' }, /no session unknown/],
      [{ id: used }, /already used/],
      [{ id: broken }, /status 500/],
      [{ id: strange }, /unknown technology QR/],
    ]) {
      assert.match(await start(page, { ...good, ...change }), message);
      await assertGone(page);
    }
    assert.equal(
      await start(page, good),
      undefined,
      'a refusal does not stand in the way of the next attempt',
    );
    await close();
  });

  test('a wrong config throws at once, a wrong session rejects', async () => {
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

  test('a service that cannot be reached, or answers no JSON, rejects', async () => {
    const { page, close } = await openPage(browser, server);
    await page.route('**/sandbox/session/lost', (route) => route.abort());
    await page.route('**/sandbox/session/html', (route) => route.fulfill({ status: 200, body: '<p>' }));
    assert.match(await start(page, { id: 'lost', selector: '#w', locale: 'en' }), /cannot be reached/);
    assert.match(await start(page, { id: 'html', selector: '#w', locale: 'en' }), /no JSON/);
    await assertGone(page);
    await close();
  });

  test('one session at a time, until it is removed', async () => {
    const { page, close } = await openPage(browser, server);
    assert.equal((await begin(page)).refusal, undefined);
    const id = server.session();
    assert.match(await start(page, { id, selector: '#w', locale: 'en' }), /already running/);
    assert.equal(server.state(id), 'created');
    // The observer of the first has had no time yet.
    const started = await page.evaluate((session) => {
      document.querySelector('#w').replaceChildren();
      return window.FlowWidget.startSession({ id: session, selector: '#w', locale: 'en' }).then(() => true);
    }, id);
    assert.equal(started, true);
    await person(page, 'en').sees('intro');
    await close();
  });

  test('a listener of finish may start the next session at once', async () => {
    const { page, close } = await openPage(browser, server);
    const [first, second] = [server.session(), server.session()];
    await page.evaluate((id) => {
      const next = () => window.FlowWidget.startSession({ id, selector: '#w', locale: 'ru' });
      window.addEventListener('finish', next, { once: true });
    }, second);
    await start(page, { id: first, selector: '#w', locale: 'en' });
    const me = person(page, 'en');
    await me.click(me.names.cancel);
    await me.click(me.names.leave);
    await person(page, 'ru').sees('intro');
    assert.equal(await page.locator('[data-flow-widget]').count(), 1);
    await close();
  });
});

describe('being removed', { concurrency: 3 }, () => {
  const removals = {
    'its own DOM': () => document.querySelector('#w').replaceChildren(),
    'the container': () => document.querySelector('#w').remove(),
    'an ancestor': () => document.body.replaceChildren(),
  };
  test('whatever removes it: camera, timers and requests stop, and nothing is dispatched', async () => {
    const { page, errors, close } = await openPage(browser, server);
    const address = page.url();
    const me = person(page, 'en');
    for (const [what, remove] of Object.entries(removals)) {
      await page.goto(address);
      const { id } = await begin(page);
      await me.begins();
      await me.passesLiveness();
      await page.getByText('Look straight ahead').waitFor();
      const live = () => window.seen.tracks.filter((track) => track.readyState === 'live').length;
      assert.equal(await page.evaluate(live), 1, what);
      await page.evaluate(remove);
      await assertGone(page);
      await page.waitForTimeout(300);
      assert.deepEqual(await details(page), [], what);
      assert.equal(server.state(id), 'started', what);
    }
    assert.deepEqual(errors, []);
    await close();
  });

  test('a camera that is allowed only afterwards is switched off', async () => {
    const { page, close } = await openPage(browser, server, { camera: 'late' });
    await begin(page);
    const me = person(page, 'en');
    await me.begins();
    await page.getByText('Allow access to the camera').waitFor();
    await page.waitForFunction(() => window.allowCamera);
    await page.evaluate(() => document.querySelector('#w').replaceChildren());
    await page.evaluate(() => window.allowCamera());
    await page.waitForFunction(() => window.seen.tracks.length === 1);
    await assertGone(page);
    await close();
  });

  test('while the session is being asked for: the promise rejects, the request ends', async () => {
    const { page, close } = await openPage(browser, server);
    let answer;
    const held = new Promise((resolve) => {
      answer = resolve;
    });
    const id = server.session({ fault: () => held });
    const refusal = start(page, { id, selector: '#w', locale: 'en' });
    await page.waitForFunction(() => window.seen.requests === 1);
    await page.evaluate(() => document.querySelector('#w').replaceChildren());
    assert.match(await refusal, /was removed/);
    await assertGone(page);
    answer([404, {}]);
    await close();
  });

  test('while the result is being sent: no finish', async () => {
    const { page, close } = await openPage(browser, server);
    let answer;
    const held = new Promise((resolve) => {
      answer = resolve;
    });
    await begin(page, { fault: (_, action) => (action === 'finish' ? held : undefined) });
    const me = person(page, 'en');
    await me.click(me.names.cancel);
    await me.click(me.names.leave);
    await page.waitForFunction(() => window.seen.requests === 1);
    await page.evaluate(() => document.querySelector('#w').replaceChildren());
    answer([200, {}]);
    await assertGone(page);
    assert.deepEqual(await details(page), []);
    await close();
  });

  test('a container that is moved within the page keeps its session', async () => {
    const { page, close } = await openPage(browser, server);
    await begin(page);
    await page.evaluate(() => document.body.append(document.querySelector('#w')));
    const me = person(page, 'en');
    await me.sees('intro');
    await me.click(me.names.cancel);
    await me.click(me.names.leave);
    assert.equal((await finished(page)).length, 1);
    await close();
  });
});

describe('faults', { concurrency: 3 }, () => {
  const open = (fault) => openPage(browser, server, { fault });
  const cancel = async (page) => {
    const me = person(page, 'en');
    await me.click(me.names.cancel);
    await me.click(me.names.leave);
  };

  test('start-throws and start-rejects', async () => {
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
    assert.match(await rejecting.page.evaluate(rejects, config), /start-rejects was asked for/);
    await throwing.close();
    await rejecting.close();
  });

  test('start-slow takes its time, then works', async () => {
    const { page, close } = await open('start-slow');
    const before = performance.now();
    assert.equal((await begin(page)).refusal, undefined);
    assert.ok(performance.now() - before >= 3_900);
    await person(page, 'en').sees('intro');
    await close();
  });

  test('never-finishes keeps its last screen until the host removes it', async () => {
    const { page, close } = await open('never-finishes');
    const { id } = await begin(page);
    await cancel(page);
    await page.waitForFunction(() => window.seen.requests === 0);
    await page.waitForTimeout(300);
    assert.equal(server.state(id), 'finished');
    assert.deepEqual(await details(page), []);
    assert.equal(await page.locator('[data-flow-widget]').count(), 1);
    await page.evaluate(() => document.querySelector('#w').replaceChildren());
    await assertGone(page);
    await close();
  });

  test('finish-before-return', async () => {
    const { page, close } = await open('finish-before-return');
    const early = await page.evaluate(() => {
      const promise = window.FlowWidget.startSession({ id: 'any', selector: '#w', locale: 'en' });
      return { early: window.seen.finishes.length, promise: promise instanceof Promise };
    });
    assert.deepEqual(early, { early: 1, promise: true });
    assert.equal((await details(page))[0].session_id, 'any');
    await assertGone(page);
    await close();
  });

  test('faults of the finish event', async () => {
    const { page, close } = await open('');
    const address = page.url();
    for (const [fault, events] of Object.entries({
      'double-finish': ['ours', 'ours'],
      'finish-foreign': ['foreign', 'ours'],
      'finish-not-custom': ['plain', 'ours'],
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
            return detail.id === session && detail.session_id === session ? 'ours' : 'foreign';
          }),
        id,
      );
      assert.deepEqual(kinds, events, fault);
      await assertGone(page);
    }
    await close();
  });
});

describe('hosts', { concurrency: 3 }, () => {
  test('a module script, as in the guide', async () => {
    const { page, close } = await openPage(browser, server, { type: 'module' });
    assert.equal((await begin(page)).refusal, undefined);
    await person(page, 'en').sees('intro');
    await close();
  });

  test('the guide’s final example, with its bare container', async () => {
    const id = server.session({ technologies: ['ED'] });
    const { page, errors, close } = await openPage(browser, server, {
      html: `<div id="flow-widget"></div>
<script type="module" src="${server.origin}/widget.js"></script>
<script type="module">
    FlowWidget.startSession({ id: '${id}', selector: '#flow-widget', locale: 'ru' })
    window.addEventListener('finish', (data) => { console.dir(data.detail) })
</script>`,
    });
    const me = person(page, 'ru');
    const height = () => page.locator('[data-flow-widget]').evaluate((node) => node.clientHeight);
    await me.sees('intro');
    const tall = await height();
    assert.ok(tall >= 600, `${tall} px`);
    await me.begins();
    await me.sees('details');
    assert.equal(await height(), tall);
    await me.simulates();
    await me.finishes();
    assert.equal((await finished(page))[0].id, id);
    await assertGone(page, '#flow-widget');
    assert.deepEqual(errors, []);
    await close();
  });

  test('an AMD page', async () => {
    const { page, close } = await openPage(browser, server, {
      html: `<div id="w"></div><script>
        window.define = (_, factory) => { window.FlowWidget = factory(); };
        window.define.amd = {};
      </script><script src="${server.origin}/widget.js"></script>`,
    });
    assert.equal((await begin(page)).refusal, undefined);
    await close();
  });

  test('a strict CSP with Trusted Types', async () => {
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
    const complaints = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    assert.equal((await begin(page, { technologies: ['LDHP', 'DR', 'F2F'] })).refusal, undefined);
    const me = person(page, 'en');
    await me.begins();
    await me.sees('liveness');
    await me.button(me.names.begin).waitFor();
    await me.simulates();
    await me.sees('front');
    await me.click(me.names.take);
    await me.click(me.names.use);
    await me.click(me.names.sample);
    await me.click(me.names.correct);
    await me.sees('comparison');
    const background = (node) => getComputedStyle(node).backgroundColor;
    assert.equal(await me.widget.evaluate(background), 'rgb(255, 255, 255)');
    await me.finishes();
    await finished(page);
    await assertGone(page);
    assert.deepEqual([...errors, ...complaints], []);
    await close();
  });

  test('styles of the page and of the widget leave each other alone', async () => {
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
    const me = person(page, 'en');
    const style = await me.button(me.names.start).evaluate((node) => {
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

  test('Escape within the widget does not close a dialog around it', async () => {
    const { page, close } = await openPage(browser, server, {
      html: `<dialog><div id="w" style="width:400px;height:500px"></div></dialog>
        <script src="${server.origin}/widget.js"></script>`,
    });
    await page.evaluate(() => document.querySelector('dialog').showModal());
    await begin(page);
    const me = person(page, 'en');
    await me.sees('intro');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.querySelector('dialog').open), true);
    await close();
  });
});
