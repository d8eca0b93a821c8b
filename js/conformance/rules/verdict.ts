import { Failure, forEachCase } from '../failure.js';
import { type Rule, rulesOf } from '../rule.js';
import type { Result } from '../service.js';
import { type CreatedSession, objectOf, type Trial } from '../trial.js';

const rule = rulesOf('verdict', 'reading-the-verdict');
/** For the rules about what follows from the service's result. */
const derived = rulesOf('verdict', 'deriving-the-verdict');

const LIVENESS = { code: 'LDHP', name: 'Liveness Head Position', description: 'Detect liveness' };
const FACE = { code: 'F2F', name: 'Face2Face', description: 'Compare two photos' };
const DOCUMENT = { code: 'DR', name: 'Document Recognition', description: 'Parse document data' };
const LOW = { type: 'CALC_RESULT', detail: 'Low prediction' };
const EYES = { type: 'CALC_RESULT', detail: 'Closed eyes' };
const ABORTED = { type: 'CLIENT', detail: 'Operation aborted by user' };
const END = '2026-01-01T10:00:00Z';
/** Personal data in results, and what identifies it in a response. */
const NAME = 'Conformancename';

/** What `verify` must make of a response: `not passed` includes errors and verdicts that are not final. */
type Expected = 'passed' | 'failed' | 'not passed' | 'pending' | 'final';

const WANTED: Record<Expected, string> = {
  passed: '`passed: true`',
  failed: '`passed: false`',
  'not passed': 'not `passed: true`',
  pending: 'a verdict that is not final',
  final: 'a final verdict',
};

const resultOf = (given: Result) => ` for the service's result ${JSON.stringify(given)}`;

/**
 * Reads the verdict of a session and compares it with what is expected.
 *
 * @param given the result of the service, for the message
 */
async function expectVerdict(
  trial: Trial,
  session: CreatedSession,
  expected: Expected,
  given?: Result,
): Promise<void> {
  const result = await trial.read(session);
  if (expected === 'not passed' && result.status !== 200) return trial.expectStatus(result, ['4xx', '5xx']);
  const verdict = trial.verdictIn(result, session);
  const matches: Record<Expected, boolean> = {
    passed: verdict?.passed === true,
    failed: verdict?.passed === false,
    'not passed': verdict?.passed !== true,
    pending: verdict === undefined,
    final: verdict !== undefined,
  };
  trial.expect(matches[expected], `${WANTED[expected]}${given ? resultOf(given) : ''}`, result);
}

/** A rule for each of some results of the service. */
const resultRule = (
  level: 'must' | 'should',
  name: string,
  text: string,
  expected: Expected,
  ...results: readonly Result[]
): Rule =>
  derived(level, name, text, (trial) =>
    forEachCase(results, async (result) =>
      expectVerdict(trial, await trial.createdWith(result), expected, result),
    ),
  );

const sandboxRule = (
  name: string,
  text: string,
  outcome: 'passed' | 'failed' | 'cancelled' | 'expired',
  expected: Expected,
): Rule =>
  derived('must', name, text, async (trial) => {
    const session = await trial.created();
    await trial.service.end(session.id, outcome);
    await expectVerdict(trial, session, expected);
  });

/** Tries to set the verdict of a session from the browser. */
async function claimPass(trial: Trial, session: CreatedSession): Promise<void> {
  const claim = { session_id: session.id, status: 'FINISHED', passed: true, flow_session_result: true };
  const body = JSON.stringify({ ...claim, verdict: claim, result: claim });
  const headers = { 'content-type': 'application/json' };
  for (const method of ['POST', 'PUT', 'PATCH']) {
    const result = await trial.read(session, { method, body, headers });
    trial.expect(result.status < 500, 'a status below 500', result);
  }
}

/** The rules for `GET endpoint/{session_id}`. */
export const verdictRules: readonly Rule[] = [
  rule('must', 'status', 'A GET answers 200 with a JSON object.', async (trial) => {
    const session = await trial.created();
    const result = await trial.read(session);
    trial.expectStatus(result, [200]);
    objectOf(result.json, result);
    const type = result.headers['content-type'];
    trial.expect(/^application\/json\b/i.test(type ?? ''), 'application/json', result, type ?? 'none');
  }),
  rule('must', 'session-id', '`session_id` is left out, or the one that was requested.', async (trial) => {
    const session = await trial.created();
    const result = await trial.read(session);
    const { session_id = session.id } = objectOf(result.json, result);
    trial.expect(session_id === session.id, session.id, result, String(session_id));
  }),
  derived('must', 'progress', 'A session in progress has no final verdict.', async (trial) => {
    const session = await trial.created();
    await expectVerdict(trial, session, 'pending');
    trial.service.setResult(session.id, { technologies: [LIVENESS], status: 'PROGRESS' });
    await expectVerdict(trial, session, 'pending');
  }),
  rule(
    'must',
    'progress-then-final',
    'A verdict that was not final is read again from the service.',
    async (trial) => {
      const session = await trial.created();
      await expectVerdict(trial, session, 'pending');
      await trial.service.end(session.id, 'passed');
      await expectVerdict(trial, session, 'passed');
    },
  ),
  sandboxRule('passed', 'A session that was passed has `passed: true`.', 'passed', 'passed'),
  sandboxRule('failed', 'A session that was failed has `passed: false`.', 'failed', 'failed'),
  sandboxRule('cancelled', 'A session that the user gave up has `passed: false`.', 'cancelled', 'failed'),
  sandboxRule('expired', 'A session that has expired has `passed: false`.', 'expired', 'failed'),
  rule('must', 'repeated', 'A final verdict can be read again and is the same.', async (trial) => {
    const session = await trial.created();
    await trial.service.end(session.id, 'failed');
    const verdicts = [await trial.verdictOf(session), await trial.verdictOf(session)];
    const [first, second] = verdicts.map((verdict) =>
      JSON.stringify([verdict?.passed, verdict?.failureReasons]),
    );
    if (first !== second) throw new Failure(`the same twice: ${first}`, `${second}`);
  }),
  resultRule(
    'must',
    'status-beside-true',
    'A status that means failure counts, whatever `flow_session_result` says.',
    'failed',
    { status: 'FAILED', flow_session_result: true },
    { status: 'EXPIRED', flow_session_result: true },
    { status: 'rejected', flow_session_result: true, finished_at: END },
  ),
  resultRule(
    'must',
    'reason-beside-true',
    'A failure reason of the session counts, whatever `flow_session_result` says.',
    'failed',
    { status: 'FINISHED', flow_session_result: true, flow_session_failure_reasons: [LOW] },
    { status: 'FINISHED', flow_session_result: true, flow_session_failure_reasons: ['Low prediction'] },
  ),
  resultRule(
    'must',
    'reason-nested',
    'A `failure_reason` inside a `*_result` counts, whatever `flow_session_result` says.',
    'failed',
    ...['liveness_result', 'face2face_result', 'edocument_result', 'signature_result'].map((field) => ({
      technologies: [LIVENESS],
      status: 'FINISHED',
      flow_session_result: true,
      liveness_result: { result: true },
      [field]: { result: true, failure_reason: EYES },
    })),
  ),
  resultRule(
    'must',
    'progress-beside-true',
    '`flow_session_result` says nothing before the end of the session.',
    'pending',
    { status: 'PROGRESS', flow_session_result: true },
    { status: 'PROGRESS', flow_session_result: false, liveness_result: {} },
  ),
  resultRule(
    'must',
    'unknown-status',
    'A session with an unknown status is not passed.',
    'not passed',
    { status: 'APPROVED', flow_session_result: true, finished_at: END },
    { status: 'NOT_FINISHED', flow_session_result: true, finished_at: END },
    { status: 7, flow_session_result: true, finished_at: END },
    { status: 'PAUSED', flow_session_result: true },
  ),
  resultRule(
    'must',
    'no-outcome',
    'A session that has ended without a sign of success is not passed.',
    'not passed',
    { status: 'FINISHED' },
    { status: 'FINISHED', technologies: [LIVENESS], liveness_result: {} },
    { status: 'FINISHED', flow_session_result: null, technologies: [LIVENESS] },
    {},
  ),
  resultRule(
    'must',
    'wrong-types',
    'Only the boolean `true` in `flow_session_result` is a sign of success.',
    'not passed',
    ...['true', 'false', 1, {}, [true]].map((flow_session_result) => ({
      status: 'FINISHED',
      flow_session_result,
    })),
  ),
  resultRule(
    'must',
    'technology-failed',
    'Without `flow_session_result`, a technology that was failed or is missing fails the session.',
    'not passed',
    { status: 'FINISHED', technologies: [LIVENESS], liveness_result: { result: false } },
    { status: 'FINISHED', technologies: [LIVENESS, FACE], liveness_result: { result: true } },
    { status: 'FINISHED', technologies: [LIVENESS], liveness_result: { result: 'false' } },
  ),
  resultRule(
    'should',
    'technologies-passed',
    'Without `flow_session_result`, the session is passed if every technology is.',
    'passed',
    {
      status: 'FINISHED',
      technologies: [LIVENESS, FACE],
      liveness_result: { result: true },
      face2face_result: { result: true },
    },
  ),
  resultRule(
    'should',
    'unknown-status-end',
    'An unknown status with an end time is final, so that `verify` stops asking.',
    'final',
    { status: 'PAUSED', flow_session_result: false, finished_at: END },
    { status: 'APPROVED', flow_session_result: true, finished_at: END },
  ),
  resultRule('must', 'other-session', 'The result of another session is never a pass.', 'not passed', {
    id: '00000000-0000-4000-8000-000000000000',
    status: 'FINISHED',
    flow_session_result: true,
  }),
  rule(
    'must',
    'claimed',
    'The browser cannot set the verdict: neither by a body nor by a query.',
    async (trial) => {
      const session = await trial.created();
      await claimPass(trial, session);
      const query = '?passed=true&status=FINISHED&flow_session_result=true';
      const result = await trial.read(session, { query });
      const verdict = result.status === 200 ? trial.verdictIn(result, session) : undefined;
      trial.expect(verdict?.passed !== true, 'not `passed: true`', result);
      await expectVerdict(trial, session, 'pending');
    },
  ),
  rule(
    'must',
    'query',
    'A query after the session id is accepted: the query of `endpoint` is kept.',
    async (trial) => {
      const session = await trial.created();
      trial.expectStatus(await trial.read(session, { query: '?shop=7' }), [200]);
    },
  ),
  derived(
    'should',
    'cancelled-flag',
    '`cancelled` is true if the user gave up, and otherwise false.',
    async (trial) => {
      const results = [
        [{ status: 'FINISHED', flow_session_result: false, flow_session_failure_reasons: [ABORTED] }, true],
        [{ status: 'FAILED', liveness_result: { result: false, failure_reason: ABORTED } }, true],
        [{ status: 'FAILED', liveness_result: { result: false, failure_reason: LOW } }, false],
      ] as const;
      await forEachCase(results, async ([fields, cancelled]) => {
        const session = await trial.createdWith(fields);
        const result = await trial.read(session);
        const verdict = trial.verdictIn(result, session);
        const expected = `\`cancelled: ${cancelled}\`${resultOf(fields)}`;
        trial.expect(verdict?.cancelled === cancelled, expected, result);
      });
    },
  ),
  derived(
    'should',
    'reasons',
    '`failure_reasons` has those of the session, then those in `*_result`.',
    async (trial) => {
      const session = await trial.createdWith({
        technologies: [LIVENESS, FACE],
        status: 'FAILED',
        flow_session_result: false,
        flow_session_failure_reasons: [LOW],
        liveness_result: { result: false, failure_reason: LOW },
        face2face_result: { result: false, failure_reason: EYES },
      });
      const result = await trial.read(session);
      const { failure_reasons: reasons } = objectOf(result.json);
      const names = Array.isArray(reasons)
        ? reasons.map((reason) => `${objectOf(reason).type}: ${objectOf(reason).detail}`)
        : [];
      const expected = [LOW, EYES].map(({ type, detail }) => `${type}: ${detail}`).join('; ');
      trial.expect(names.join('; ') === expected, expected, result);
    },
  ),
  rule('should', 'personal-data', 'The response has no personal data of the result.', async (trial) => {
    const session = await trial.createdWith({
      technologies: [DOCUMENT],
      status: 'FINISHED',
      flow_session_result: true,
      document_recognition_result: { result: true, first_name: NAME, document_number: `${NAME}7` },
    });
    const result = await trial.read(session);
    if (result.body.includes(NAME))
      throw new Failure('neither names nor numbers of documents', 'the name in the result', result);
  }),
];
