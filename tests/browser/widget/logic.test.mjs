// Unit tests of the widget stand-in's modules that need no browser.
import assert from 'node:assert/strict';
import test from 'node:test';
import reasons from '../../fixtures/failure-reasons.json' with { type: 'json' };
import { widgetModule } from './bundle.mjs';

const [flows, failures, fields, config, api, faults, finish, i18n] = await Promise.all(
  ['flow', 'failures', 'fields', 'config', 'api', 'faults', 'finish', 'i18n/index'].map(widgetModule),
);
const { advance, newFlow } = flows;
const begin = { type: 'begin' };
const pass = { type: 'pass' };
const leave = { type: 'leave' };
const failure = { type: 'TIMEOUT', detail: null };
const run = (flow, ...events) => events.reduce(advance, flow);

test('runs the technologies in order, then finishes', () => {
  let flow = advance(newFlow(['LDHP', 'ED', 'F2F']), begin);
  for (const code of ['LDHP', 'ED', 'F2F']) {
    assert.equal(flow.status, 'running');
    assert.equal(flows.current(flow), code);
    flow = advance(flow, pass);
  }
  assert.equal(flow.status, 'finished');
  assert.equal(flows.current(flow), undefined);
  assert.deepEqual(
    flow.results,
    ['LDHP', 'ED', 'F2F'].map((code) => ({ code, passed: true })),
  );
});

test('records the result and ends the flow when a technology fails', () => {
  const flow = run(newFlow(['LDHP', 'F2F']), begin, pass, { type: 'fail', failure });
  assert.equal(flow.status, 'failed');
  assert.deepEqual(flow.results.at(-1), { code: 'F2F', passed: false });
  assert.deepEqual(flow.failures, [failure]);
});

test('can be cancelled at any time and keeps the results of passed steps', () => {
  assert.equal(advance(newFlow(['LDHP']), leave).status, 'cancelled');
  const flow = run(newFlow(['LDHP', 'F2F']), begin, pass, leave);
  assert.equal(flow.status, 'cancelled');
  assert.deepEqual(flow.results, [{ code: 'LDHP', passed: true }]);
  assert.deepEqual(flow.failures, [{ type: 'CLIENT', detail: 'Operation aborted by user' }]);
});

test('ignores events in a final state and events that do not apply', () => {
  const events = [begin, pass, leave, { type: 'fail', failure }, { type: 'swap', to: 'DR' }];
  const finals = [
    run(newFlow(['LDHP']), begin, pass),
    run(newFlow(['LDHP']), begin, { type: 'fail', failure }),
    run(newFlow(['LDHP']), leave),
  ];
  for (const flow of finals) for (const event of events) assert.equal(advance(flow, event), flow);
  const fresh = newFlow(['LDHP']);
  assert.equal(advance(fresh, pass), fresh);
  const running = advance(fresh, begin);
  assert.equal(advance(running, begin), running);
});

test('swaps an interchangeable technology in place and back again', () => {
  const flow = run(newFlow(['LDHP', 'ED', 'F2F'], ['ED', 'DR']), begin, pass);
  assert.deepEqual(flows.alternatives(flow), ['DR']);
  const swapped = advance(flow, { type: 'swap', to: 'DR' });
  assert.deepEqual(swapped.plan, ['LDHP', 'DR', 'F2F']);
  assert.deepEqual(flows.alternatives(swapped), ['ED']);
  assert.deepEqual(advance(swapped, { type: 'swap', to: 'ED' }).plan, flow.plan);
});

test('offers no alternative that is already in the plan and none for a non-interchangeable step', () => {
  assert.deepEqual(flows.alternatives(advance(newFlow(['ED', 'DR'], ['ED', 'DR']), begin)), []);
  const other = advance(newFlow(['LDHP'], ['ED', 'DR']), begin);
  assert.deepEqual(flows.alternatives(other), []);
  assert.equal(advance(other, { type: 'swap', to: 'DR' }), other);
});

test('ends with a preset outcome at the technology that the preset names', () => {
  const plan = newFlow(['LDHP', 'ED', 'F2F']);
  const end = (outcome, technology = null, reason = null) => {
    const { status, results, failures } = flows.presetFlow(plan, { outcome, technology, reason });
    return [status, results.map(({ code, passed }) => `${code}:${passed}`).join(' '), failures];
  };
  assert.deepEqual(end('passed'), ['finished', 'LDHP:true ED:true F2F:true', []]);
  assert.deepEqual(end('failed'), ['failed', 'LDHP:false', []]);
  assert.deepEqual(end('failed', 'ED', failure), ['failed', 'LDHP:true ED:false', [failure]]);
  assert.deepEqual(end('failed', 'DR'), ['failed', 'LDHP:false', []]);
  assert.deepEqual(end('cancelled', 'ED'), ['cancelled', 'LDHP:true', [failures.ABORTED]]);
});

test('simulates exactly the failures that the service documents', () => {
  const documented = reasons.map(({ type, detail }) => failures.failureLabel({ type, detail }));
  assert.deepEqual(failures.FAILURES.map(failures.failureLabel).sort(), documented.sort());
  assert.equal(failures.failureValue({ type: 'CLIENT', detail: 'x' }), 'CLIENT|x');
  assert.equal(failures.failureValue(failure), 'TIMEOUT');
});

test('never loses or repeats a technology under random events', () => {
  const all = [begin, pass, pass, { type: 'swap', to: 'DR' }, { type: 'swap', to: 'ED' }, leave];
  let seed = 7;
  const random = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let round = 0; round < 2_000; round++) {
    let flow = newFlow(['LDHP', 'ED', 'F2F'], ['ED', 'DR']);
    for (let step = 0; step < 12; step++) {
      const next = advance(flow, all[random(all.length)]);
      assert.ok(next.results.length >= flow.results.length);
      assert.equal(next.plan.length, 3);
      assert.equal(new Set(next.plan).size, 3);
      assert.equal(next.status === 'finished', next.results.length === 3 && next.status !== 'cancelled');
      flow = next;
    }
  }
});

test('asks only for the photos that no earlier step provided', () => {
  const at = (plan, count) => run(newFlow(plan), begin, ...Array(count).fill(pass));
  const missing = (plan, count, photo = false) => flows.missingPhotos(at(plan, count), photo);
  assert.deepEqual(missing(['LDHP', 'F2F'], 1), { face: false, reference: true });
  assert.deepEqual(missing(['LDHP', 'F2F'], 1, true), { face: false, reference: false });
  assert.deepEqual(missing(['LDD', 'F2F'], 1), { face: false, reference: true });
  assert.deepEqual(missing(['LDHP', 'ED', 'F2F'], 2), { face: false, reference: false });
  assert.deepEqual(missing(['DR', 'F2F'], 1), { face: true, reference: false });
  assert.deepEqual(missing(['F2F'], 0), { face: true, reference: true });
});

test('recognises the technology names of the service’s guide and rejects other names', () => {
  for (const [name, code] of Object.entries({
    LD: 'LD',
    LDHP: 'LDHP',
    LDD: 'LDD',
    Liveness: 'LD',
    'Liveness Head Position': 'LDHP',
    'Liveness Distance': 'LDD',
    'Document Recognition': 'DR',
    'E-Document': 'ED',
    dr: 'DR',
    edocument: 'ED',
    face2face: 'F2F',
  })) {
    assert.equal(flows.technologyOf(name), code);
  }
  for (const name of ['', 'XX', null, 'constructor', '__proto__'])
    assert.equal(flows.technologyOf(name), undefined);
});

test('parses IIN, phone number and SMS code, and masks the phone number', () => {
  assert.equal(fields.parseIin('900101 350000'), '900101350000');
  for (const text of ['', '12345678901', '1234567890123', '12345678901a'])
    assert.equal(fields.parseIin(text), undefined);
  assert.equal(fields.parsePhone('+7 (700) 123-45-67'), '+77001234567');
  assert.equal(fields.parsePhone('+1234567890'), '+1234567890');
  for (const text of ['', '12', '7+7001234567', 'phone', '1234567890123456']) {
    assert.equal(fields.parsePhone(text), undefined);
  }
  for (const text of ['1234', '12 34', '123456']) assert.equal(fields.checkCode(text), 'right');
  for (const text of ['', '123', '1234567', 'abcd']) assert.equal(fields.checkCode(text), 'malformed');
  assert.equal(fields.checkCode('0000'), 'wrong');
  assert.equal(fields.maskPhone('+77001234567').replaceAll('\u00a0', ' '), '+7700 ••• •• 67');
  assert.ok(!fields.maskPhone('+77001234567').includes('123'));
});

test('accepts a config with id, session_id or both', () => {
  const rest = { selector: '#x', locale: 'kz' };
  assert.deepEqual(config.checkConfig({ id: ' a ', ...rest }), { id: 'a', ...rest });
  assert.deepEqual(config.checkConfig({ session_id: 'a', ...rest }), { id: 'a', ...rest });
  assert.deepEqual(config.checkConfig({ id: 'a', session_id: 'a', ...rest }), { id: 'a', ...rest });
});

test('rejects an invalid config and names the field', () => {
  const good = { id: 'a', selector: '#x', locale: 'ru' };
  const cases = [
    [undefined, /object/],
    ['a', /object/],
    [{ ...good, id: undefined }, /id \(or session_id\)/],
    [{ ...good, id: 1 }, /id \(or session_id\)/],
    [{ ...good, id: '  ' }, /id \(or session_id\)/],
    [{ ...good, session_id: 'b' }, /different sessions/],
    [{ ...good, selector: '' }, /selector/],
    [{ ...good, locale: 'kk' }, /ru, en, kz, not kk/],
    [{ ...good, locale: undefined }, /locale/],
  ];
  for (const [value, message] of cases)
    assert.throws(() => config.checkConfig(value), { name: 'Error', message });
});

test('reads a session and applies the defaults of the service’s guide', () => {
  const session = api.readSession('s', { technologies: ['LDHP', 'ED'] });
  assert.deepEqual(session.iin, { value: '', changeable: true });
  assert.equal(session.skipInput, false);
  assert.equal(session.photo, false);
  assert.equal(session.qr, 'off');
  assert.equal(session.retryLiveness, false);
  assert.equal(session.preset, undefined);
  assert.equal(session.hostedPath, undefined);
  const full = api.readSession('s', {
    technologies: ['LD', 'ED', 'F2F'],
    edocument: {
      iin: { value: '1', changeable: false },
      phone: { value: '', changeable: false },
      skip_input: true,
    },
    face2face: { photo: true },
    interchangeable_tech: ['ED', 'DR', 'nonsense'],
    qr: 'always',
    retry_liveness: true,
    preset: { outcome: 'failed', reason: { type: 'TIMEOUT' }, technology: 'ED' },
    hosted_path: '/flow/s',
  });
  assert.deepEqual(full.technologies, ['LD', 'ED', 'F2F']);
  assert.deepEqual(full.interchangeable, ['ED', 'DR']);
  assert.deepEqual(full.iin, { value: '1', changeable: false });
  assert.deepEqual(full.phone, { value: '', changeable: true }, 'an empty field is never locked');
  assert.equal(full.skipInput, true);
  assert.equal(full.photo, true);
  assert.equal(full.qr, 'always');
  assert.equal(full.retryLiveness, true);
  assert.deepEqual(full.preset, { outcome: 'failed', reason: failure, technology: 'ED' });
  assert.equal(full.hostedPath, '/flow/s');
});

test('rejects a session with unknown or missing technologies', () => {
  assert.throws(() => api.readSession('s', { technologies: ['LDHP', 'QR'] }), /unknown technology QR/);
  for (const json of [null, [], 'text', {}, { technologies: 'LDHP' }, { technologies: [] }]) {
    assert.throws(() => api.readSession('s', json), /no technologies/);
  }
});

test('describes the outcome in the report and in the detail, which is JSON-serialisable', () => {
  const form = { iin: '900101350000', phone: '+77001234567' };
  const flow = run(newFlow(['LDHP', 'ED']), begin, pass, { type: 'fail', failure });
  assert.deepEqual(finish.reportOf(flow, form), {
    outcome: 'failed',
    technologies: { LDHP: { passed: true }, ED: { passed: false } },
    edocument: form,
    failure,
  });
  const swapped = run(newFlow(['ED'], ['ED', 'DR']), begin, { type: 'swap', to: 'DR' }, pass);
  assert.deepEqual(finish.reportOf(swapped, form), {
    outcome: 'completed',
    technologies: { DR: { passed: true } },
  });
  const detail = finish.detailOf(flow, 's', 'kz', new Date(0), new Date(1_000));
  assert.deepEqual(JSON.parse(JSON.stringify(detail)), detail);
  assert.deepEqual(detail, {
    id: 's',
    session_id: 's',
    status: 'failed',
    technologies: [
      { code: 'LDHP', passed: true },
      { code: 'ED', passed: false },
    ],
    failure_reasons: [failure],
    locale: 'kz',
    started_at: '1970-01-01T00:00:00.000Z',
    finished_at: '1970-01-01T00:00:01.000Z',
    sandbox: true,
  });
});

test('returns the expected finish events for each fault', () => {
  const detail = finish.detailOf(run(newFlow(['LDHP']), begin, pass), 's', 'en', new Date(0), new Date(0));
  const events = (name) => faults.finishEvents(detail, name);
  const ids = (name) => events(name).map((event) => event.detail?.id);
  assert.deepEqual(ids(undefined), ['s']);
  assert.deepEqual(ids('never-finishes'), []);
  assert.deepEqual(ids('double-finish'), ['s', 's']);
  assert.deepEqual(ids('finish-foreign'), ['00000000-0000-4000-8000-000000000000', 's']);
  assert.equal(events('finish-not-custom')[0] instanceof CustomEvent, false);
  assert.deepEqual(ids('finish-not-custom'), [undefined, 's']);
  assert.equal(events('finish-no-detail')[0].detail, null);
  assert.equal(events('finish-null-detail')[0].detail, null);
  assert.throws(() => JSON.stringify(events('finish-cyclic-detail')[0].detail), TypeError);
  assert.ok(JSON.stringify(events('finish-huge-detail')[0].detail).length > 8 * 1024 * 1024);
  for (const name of faults.FAULTS) for (const event of events(name)) assert.equal(event.type, 'finish');
  assert.equal(faults.faultOf('script-404'), undefined);
});

test('has every text in all three languages, none left untranslated', () => {
  const texts = (value, path = '') =>
    typeof value === 'object'
      ? Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}.${key}`))
      : [[path, typeof value === 'function' ? value('1', '2') : value]];
  const tables = Object.fromEntries(
    Object.entries(i18n.MESSAGES).map(([locale, messages]) => [locale, Object.fromEntries(texts(messages))]),
  );
  assert.deepEqual(Object.keys(tables).sort(), ['en', 'kz', 'ru']);
  // Texts that are codes, or words that two languages share.
  const same = /\.face\.photo$|\.iinHint$/;
  for (const [path, text] of Object.entries(tables.en)) {
    for (const locale of ['ru', 'kz']) assert.ok(tables[locale][path], `${locale}${path}`);
    assert.ok(text.trim(), path);
    if (same.test(path)) continue;
    const all = new Set(['en', 'ru', 'kz'].map((locale) => tables[locale][path]));
    assert.equal(all.size, 3, `${path} is the same in two languages`);
  }
  for (const [path, text] of Object.entries(tables.ru))
    assert.doesNotMatch(text, /[әғқңөұүһі]/i, `ru${path}`);
  for (const [path, text] of Object.entries(tables.kz)) assert.doesNotMatch(text, /[ьъё]/i, `kz${path}`);
});
