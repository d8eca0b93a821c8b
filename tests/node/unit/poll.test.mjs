// When `verify` asks for the verdict, on a mocked clock.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { afterEach, before, beforeEach, mock, test } from 'node:test';
import { importChunk, TestError } from '../sources.mjs';

/** Node's own `signal` option forgets listeners that were garbage-collected, and then does not remove them. */
class Page extends EventTarget {
  visibilityState = 'visible';

  addEventListener(name, listener, { signal }) {
    super.addEventListener(name, listener);
    signal.addEventListener('abort', () => this.removeEventListener(name, listener));
  }
}

let createPoller;
/** The page: receives the events of `window` and of `document`. */
let page;
let control;
let poller;
/** The times of the requests, in ms, and their signals. */
let asked;
let signals;
/** The answers, in order: a value, an error to throw, or a Promise. The last one is repeated. */
let answers;

before(async () => {
  ({ createPoller } = await importChunk(`export * from './js/session/poll.ts'`));
});

beforeEach(() => {
  page = new Page();
  const addEventListener = page.addEventListener.bind(page);
  for (const [name, value] of Object.entries({
    navigator: { onLine: true },
    document: page,
    addEventListener,
  }))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  mock.method(performance, 'now', () => Date.now());
  mock.method(Math, 'random', () => 0.5);
  [control, asked, signals, answers] = [new AbortController(), [], [], [undefined]];
  poller = createPoller(async (signal) => {
    asked.push(Date.now());
    signals.push(signal);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer;
  });
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
  for (const name of ['navigator', 'document', 'addEventListener']) delete globalThis[name];
});

/** Runs the callbacks of settled Promises, and the timers that are due now. */
async function turn() {
  for (let count = 0; count < 3; count++) {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(0);
  }
}

/** Lets time pass, in steps of 50 ms. */
async function pass(ms) {
  await turn();
  for (let passed = 0; passed < ms; passed += 50) {
    mock.timers.tick(50);
    await turn();
  }
}

const never = () => new Promise(() => {});
const failure = (more) => new TestError('http', 'no', { retryable: true, ...more });

/** Returns an object with what a Promise has settled with. */
function follow(promise) {
  const state = {};
  promise.then(
    (value) => Object.assign(state, { value }),
    (error) => Object.assign(state, { error }),
  );
  return state;
}

test('after the widget has finished, asks at once and then with growing delays of up to 5 s', async () => {
  follow(poller.wait(0, control.signal));
  await pass(25_000);
  assert.deepEqual(asked, [0, 1_000, 2_500, 4_750, 8_150, 13_150, 18_150, 23_150]);
});

test('while the widget is running, asks after 10 s and then with growing delays of 5 to 15 s', async () => {
  follow(poller.watch(control.signal));
  await pass(70_000);
  assert.deepEqual(asked, [10_000, 15_000, 22_500, 33_750, 48_750, 63_750]);
});

for (const [random, waiting, watching] of [
  // With the least jitter, the least delays apply.
  [0, [0, 1_000, 2_150, 3_850], [10_000, 15_000, 20_650, 29_100]],
  [1, [0, 1_250, 3_150, 6_000], [10_000, 16_250, 25_650, 39_750]],
])
  test(`delays are spread by jitter, here with ${random}`, async () => {
    mock.method(Math, 'random', () => random);
    follow(poller.wait(0, control.signal));
    await pass(6_000);
    assert.deepEqual(asked.slice(0, 4), waiting);
    control.abort();
    asked = [];
    const start = Date.now();
    const other = createPoller(async () => void asked.push(Date.now() - start));
    follow(other.watch(new AbortController().signal));
    await pass(40_000);
    assert.deepEqual(asked.slice(0, 4), watching);
  });

for (const phase of ['wait', 'watch'])
  test(`${phase} resolves with the verdict`, async () => {
    answers = [undefined, failure(), 'verdict'];
    const outcome = follow(
      phase === 'wait' ? poller.wait(60_000, control.signal) : poller.watch(control.signal),
    );
    await pass(30_000);
    assert.deepEqual([outcome.value, asked.length], ['verdict', 3]);
    await pass(100_000);
    assert.equal(asked.length, 3, 'no further request');
    assert.deepEqual(getEventListeners(control.signal, 'abort'), []);
    for (const name of ['online', 'pageshow', 'visibilitychange'])
      assert.deepEqual(getEventListeners(page, name), []);
  });

for (const retryAfter of [7_000, 120_000])
  test(`a delay of ${retryAfter} ms that the backend asks for is kept`, async () => {
    answers = [failure({ retryAfter }), undefined];
    follow(poller.wait(0, control.signal));
    await pass(retryAfter - 50);
    assert.equal(asked.length, 1);
    await pass(50);
    assert.deepEqual(asked, [0, retryAfter]);
  });

test('only the errors of the package say how long to wait', async () => {
  for (const thrown of [Object.assign(new Error('no'), { retryAfter: 100_000 }), null, undefined]) {
    const other = createPoller(() => Promise.reject(thrown));
    const outcome = follow(other.once(control.signal));
    await turn();
    assert.deepEqual(outcome, { error: thrown });
    follow(other.wait(0, control.signal));
    await pass(1_000);
  }
  answers = [Object.assign(new Error('no'), { retryAfter: 100_000 }), undefined];
  follow(poller.once(control.signal));
  await turn();
  const start = Date.now();
  follow(poller.wait(0, control.signal));
  await pass(1_000);
  assert.deepEqual(asked, [start, start + 1_000]);
});

test('the delay that the backend asks for holds in the next phase too, and whatever the user does', async () => {
  answers = [failure({ retryAfter: 20_000 }), undefined];
  const first = follow(poller.once(control.signal));
  await pass(50);
  assert.equal(first.error.code, 'http');
  const watching = new AbortController();
  follow(poller.watch(watching.signal));
  await pass(12_000);
  page.dispatchEvent(new Event('visibilitychange'));
  watching.abort();
  follow(poller.wait(0, control.signal));
  for (const name of ['online', 'pageshow', 'visibilitychange']) page.dispatchEvent(new Event(name));
  await pass(7_900);
  assert.deepEqual(asked, [0]);
  await pass(100);
  assert.deepEqual(asked, [0, 20_000]);
});

for (const [name, change] of [
  ['goes online', () => page.dispatchEvent(new Event('online'))],
  ['is restored', () => page.dispatchEvent(new Event('pageshow'))],
  ['becomes visible', () => page.dispatchEvent(new Event('visibilitychange'))],
])
  test(`asks as soon as the page ${name}, but at most once per second`, async () => {
    follow(poller.watch(control.signal));
    await pass(4_000);
    change();
    await turn();
    assert.deepEqual(asked, [4_000]);
    await pass(500);
    change();
    await pass(400);
    assert.deepEqual(asked, [4_000], 'within a second');
    await pass(100);
    assert.deepEqual(asked, [4_000, 5_000]);
    await pass(1_500);
    change();
    await turn();
    assert.deepEqual(asked, [4_000, 5_000, 6_500]);
  });

test('does not ask when the page becomes hidden', async () => {
  follow(poller.watch(control.signal));
  await pass(4_000);
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  await pass(5_900);
  assert.deepEqual(asked, []);
});

test('after the widget has finished, asks at the usual delays although the browser reports that it is offline', async () => {
  navigator.onLine = false;
  answers = [undefined, failure(), undefined, 'verdict'];
  const outcome = follow(poller.wait(60_000, control.signal));
  page.dispatchEvent(new Event('pageshow'));
  await pass(10_000);
  assert.deepEqual(asked, [0, 1_000, 2_500, 4_750]);
  assert.equal(outcome.value, 'verdict');
});

test('while the widget is running, waits a minute longer if the browser reports that it is offline', async () => {
  navigator.onLine = false;
  answers = [failure(), 'verdict'];
  const outcome = follow(poller.watch(control.signal));
  for (const name of ['pageshow', 'visibilitychange']) page.dispatchEvent(new Event(name));
  await pass(150_000);
  assert.deepEqual(asked, [70_000, 135_000]);
  assert.equal(outcome.value, 'verdict');
});

for (const [phase, before] of [
  ['watch', []],
  ['wait', [0, 1_000, 2_500, 4_750]],
])
  test(`${phase} asks as soon as the browser is online, also right after a request that failed`, async () => {
    navigator.onLine = false;
    answers = [failure()];
    follow(phase === 'wait' ? poller.wait(0, control.signal) : poller.watch(control.signal));
    await pass(5_000);
    assert.deepEqual(asked, before);
    navigator.onLine = true;
    page.dispatchEvent(new Event('online'));
    await pass(1_000);
    assert.deepEqual(asked.slice(before.length), [phase === 'wait' ? 5_750 : 5_000]);
  });

test('a page event does not shorten the delay that the backend asks for', async () => {
  answers = [failure({ retryAfter: 20_000 }), undefined];
  follow(poller.wait(0, control.signal));
  for (let second = 0; second < 19; second++) {
    await pass(1_000);
    page.dispatchEvent(new Event('online'));
  }
  assert.deepEqual(asked, [0]);
  await pass(1_000);
  assert.deepEqual(asked, [0, 20_000]);
});

test('a browser that does not say whether it is online counts as online', async () => {
  navigator.onLine = undefined;
  follow(poller.wait(0, control.signal));
  await pass(50);
  assert.equal(asked.length, 1);
});

test('while the widget is running, asks once per minute after an error that is not retryable', async () => {
  answers = [failure({ retryable: false }), new Error('no'), failure(), undefined];
  const outcome = follow(poller.watch(control.signal));
  await pass(150_000);
  assert.deepEqual(asked, [10_000, 70_000, 130_000, 141_250]);
  assert.deepEqual(outcome, {});
});

for (const error of [failure({ retryable: false }), new RangeError('no')])
  test(`after the widget has finished, an error that is not retryable ends the wait: ${error.name}`, async () => {
    answers = [failure(), error];
    const outcome = follow(poller.wait(60_000, control.signal));
    await pass(1_000);
    assert.equal(outcome.error, error);
    await pass(60_000);
    assert.equal(asked.length, 2);
    assert.deepEqual(getEventListeners(control.signal, 'abort'), []);
  });

test('the wait ends at its time limit, also during a request that is never answered', async () => {
  answers = [failure(), never()];
  const outcome = follow(poller.wait(1_500, control.signal));
  await pass(1_450);
  assert.deepEqual(outcome, {});
  await pass(50);
  const { code, retryable, message, cause } = outcome.error;
  assert.deepEqual([code, retryable, cause.code], ['result-timeout', true, 'http']);
  assert.match(message, /`timeouts\.result`/);
  assert.equal(signals[1].aborted, true, 'the request is aborted');
  assert.deepEqual(getEventListeners(control.signal, 'abort'), []);
});

test('without an error, the time limit has no cause; after a later answer, the error is no cause', async () => {
  for (const given of [[undefined], [failure(), undefined]]) {
    answers = given;
    const outcome = follow(poller.wait(3_000, control.signal));
    await pass(3_000);
    assert.equal(outcome.error.code, 'result-timeout');
    assert.equal('cause' in outcome.error, false);
  }
});

test('a time limit of 0 means none', async () => {
  const outcome = follow(poller.wait(0, control.signal));
  await pass(600_000);
  assert.deepEqual(outcome, {});
});

for (const phase of ['once', 'watch', 'wait']) {
  const call = (signal) => (phase === 'wait' ? poller.wait(60_000, signal) : poller[phase](signal));

  test(`${phase} rejects with the signal's reason, also during a request that ignores its signal`, async () => {
    answers = [never()];
    const outcome = follow(call(control.signal));
    await pass(10_000);
    assert.equal(asked.length, 1);
    control.abort('enough');
    await turn();
    assert.equal(outcome.error, 'enough');
    assert.deepEqual(getEventListeners(control.signal, 'abort'), []);
    if (phase !== 'wait') assert.equal(signals[0].reason, 'enough');
    assert.equal(signals[0].aborted, true);
    await pass(100_000);
    assert.equal(asked.length, 1);
  });

  test(`${phase} asks nothing if the signal is already aborted`, async () => {
    control.abort('early');
    const outcome = follow(call(control.signal));
    await pass(20_000);
    assert.deepEqual([outcome.error, asked], ['early', []]);
  });
}

test("during a pause, the signal's reason ends it", async () => {
  const outcome = follow(poller.watch(control.signal));
  await pass(5_000);
  control.abort('enough');
  await turn();
  assert.equal(outcome.error, 'enough');
  await pass(20_000);
  assert.deepEqual(asked, []);
  for (const name of ['online', 'pageshow', 'visibilitychange'])
    assert.deepEqual(getEventListeners(page, name), []);
});

test('a signal that is aborted at the moment when a delay ends stops the requests', async () => {
  await poller.once(control.signal);
  const outcome = follow(poller.watch(control.signal));
  // Fires right after the timer of the least delay between two requests, before the page continues.
  setTimeout(() => control.abort('enough'), 1_000);
  await pass(1_000);
  assert.equal(outcome.error, 'enough');
  await pass(20_000);
  assert.equal(asked.length, 1);
});

test('a request that is not answered within 30 s fails with `network`', async () => {
  answers = [never()];
  const outcome = follow(poller.once(control.signal));
  await pass(29_950);
  assert.deepEqual(outcome, {});
  await pass(50);
  const { code, retryable, message } = outcome.error;
  assert.deepEqual([code, retryable], ['network', true]);
  assert.match(message, /within 30 s/);
  assert.equal(signals[0].reason, outcome.error);
  assert.deepEqual(getEventListeners(control.signal, 'abort'), []);
});

test('an answer stops the clock of its request', async () => {
  answers = [undefined];
  assert.equal(await poller.once(control.signal), undefined);
  await pass(30_000);
  assert.equal(signals[0].aborted, false);
  assert.deepEqual(getEventListeners(control.signal, 'abort'), []);
});

test('`askSoon` ends the delay, and `answers` counts the requests that have ended', async () => {
  follow(poller.watch(control.signal));
  await pass(500);
  assert.deepEqual([asked, poller.answers()], [[], 0]);
  poller.askSoon();
  await turn();
  assert.deepEqual([asked, poller.answers()], [[500], 1]);
  // Not before the least pause between two requests.
  poller.askSoon();
  await pass(950);
  assert.deepEqual(asked, [500]);
  answers = [failure()];
  await pass(50);
  assert.deepEqual([asked, poller.answers()], [[500, 1_500], 2]);
});

test('`askSoon` during a request asks again soon after it, once', async () => {
  let answer;
  const pending = new Promise((resolve) => {
    answer = resolve;
  });
  answers = [pending, undefined];
  follow(poller.watch(control.signal));
  await pass(10_000);
  assert.deepEqual([asked, poller.answers()], [[10_000], 0]);
  poller.askSoon();
  await pass(100);
  answer();
  await pass(1_000);
  assert.deepEqual([asked, poller.answers()], [[10_000, 11_100], 2]);
  await pass(4_000);
  assert.equal(asked.length, 2, 'the next delay is not shortened');
});

test('`watch` rejects without a delay if the signal is already aborted', async () => {
  const state = follow(poller.watch(AbortSignal.abort('early')));
  await turn();
  assert.deepEqual(state, { error: 'early' });
});
