/** Compares a session and its result with the contract of docs/service.md. */
import { ISSUES } from './answers.js';
import { ASSUMPTIONS, type Seen } from './assumptions.js';
import { aTypeOf, displayName, displayTitle, withArticle } from './display.js';
import { hasType, isObject, SESSION_FIELDS, STATUSES, TECHNOLOGIES } from './fields.js';
import { type Finding, info, ok, problem, unknown, warning } from './finding.js';
import { listOf, type Shape } from './shape.js';

const REPORT = `Open an issue with this report, because the package expects it otherwise: ${ISSUES}`;
/** The fields that a response may be nested in. */
const ENVELOPES = ['data', 'result', 'session', 'payload', 'response'];

/** Returns the findings about the response with a new session. */
export function sessionFindings(body: unknown): Finding[] {
  if (!isObject(body))
    return [problem('service/session', `The new session is ${aTypeOf(body)}, not an object.`, REPORT)];
  const missing = requiredFindings(body, SESSION_FIELDS, 'service/session', 'new session');
  if (missing.length > 0) return missing;
  const findings: Finding[] = [];
  const extra = Object.keys(body).filter((name) => !Object.hasOwn(SESSION_FIELDS, name));
  const { technologies } = body as { technologies: unknown[] };
  if (body.session_id === '') findings.push(problem('service/session', '`session_id` is empty.', REPORT));
  if (!technologies.every((code) => typeof code === 'string')) {
    const types = [...new Set(technologies.map(aTypeOf))];
    findings.push(
      problem(
        'service/technologies',
        `\`technologies\` has entries of another type than string: ${types}.`,
        REPORT,
      ),
    );
  } else findings.push(technologiesFinding('service/technologies', technologies as string[]));
  if (extra.length > 0) {
    const names = extra.map((name) => `${displayName(name)} is ${aTypeOf(body[name])}`);
    findings.push(
      info('service/session/unknown', `The new session has fields that are not known: ${listOf(names)}.`),
    );
  }
  return findings;
}

function technologiesFinding(id: string, codes: readonly string[]): Finding {
  const foreign = codes.filter((code) => !Object.hasOwn(TECHNOLOGIES, code));
  if (codes.length === 0) {
    return warning(
      id,
      'The flow has no technologies.',
      'Add a technology to the flow in the personal cabinet; without one, no user can pass.',
    );
  }
  if (foreign.length === 0) return ok(id, `Technologies, all known: ${codes.join(', ')}.`);
  return warning(
    id,
    `Technologies that are not known: ${listOf(foreign.map(displayTitle))}.`,
    'Users pass a flow with them only if the result has `flow_session_result: true`. Please open an issue with this report.',
  );
}

/** Returns the problems with fields that must be present, and a hint if they are nested in another field. */
function requiredFindings(
  body: Record<string, unknown>,
  fields: Readonly<Record<string, readonly [string, unknown]>>,
  id: string,
  what: string,
): Finding[] {
  const envelope = ENVELOPES.find((name) => {
    const inner = Object.hasOwn(body, name) ? body[name] : undefined;
    return isObject(inner) && Object.keys(fields).some((field) => Object.hasOwn(inner, field));
  });
  const findings: Finding[] = [];
  for (const [name, [type]] of Object.entries(fields)) {
    if (!Object.hasOwn(body, name)) {
      const nested = envelope === undefined ? '' : ` The fields are inside \`${envelope}\`.`;
      const names = Object.keys(body).map(displayName);
      const present = names.length > 0 ? ` It has: ${listOf(names, 12)}.` : ' It is empty.';
      findings.push(problem(`${id}/${name}`, `The ${what} has no \`${name}\`.${nested}${present}`, REPORT));
    } else if (!hasType(body[name], type)) {
      findings.push(
        problem(
          `${id}/${name}`,
          `\`${name}\` of the ${what} is ${aTypeOf(body[name])}, not ${withArticle(type)}.`,
          REPORT,
        ),
      );
    }
  }
  return findings;
}

/** Returns the findings about a result. */
export function resultFindings(
  result: Record<string, unknown>,
  shape: Shape,
  sessionId: string,
  fresh: boolean,
): Finding[] {
  const required = { id: ['string', ''], technologies: ['array', ''] } as const;
  const findings = requiredFindings(result, required, 'result', 'result');
  if (typeof result.id === 'string' && result.id !== sessionId) {
    findings.push(
      problem(
        'result/id',
        '`id` is not the id of the session that was asked for.',
        `The package rejects such a result. ${REPORT}`,
      ),
    );
  }
  if (Array.isArray(result.technologies)) findings.push(entriesFinding(result.technologies));
  findings.push(statusFinding(result.status, fresh));
  const wrong = shape.known.filter(({ path, matches }) => !matches && !Object.hasOwn(required, path));
  if (wrong.length > 0) {
    const types = wrong.map(({ path, expected, actual }) => `${path} is ${actual}, not ${expected}`);
    findings.push(
      warning('result/types', `Fields with another type: ${listOf([...new Set(types)])}.`, REPORT),
    );
  } else if (findings.every(({ status }) => status !== 'problem')) {
    const names = [...new Set(shape.known.map(({ path }) => path))];
    findings.push(ok('result/types', `Fields with the types of the contract: ${listOf(names)}.`));
  }
  findings.push(
    shape.unknown.length === 0
      ? ok('result/unknown', 'There are no fields that are not known.')
      : warning(
          'result/unknown',
          `Fields that are not known: ${listOf(shape.unknown)}.`,
          `The package passes them on unchanged. Please open an issue with this report, so that they are documented: ${ISSUES}`,
        ),
  );
  return findings;
}

function entriesFinding(entries: readonly unknown[]): Finding {
  const id = 'result/technologies';
  const codeOf = (entry: unknown): string | undefined => {
    if (!isObject(entry)) return undefined;
    const { code, name } = entry;
    if (typeof code === 'string') return code;
    if (typeof name !== 'string') return undefined;
    const plain = (text: string) => text.toLowerCase().replace(/[^a-z\d]/g, '');
    return Object.keys(TECHNOLOGIES).find((each) => plain(TECHNOLOGIES[each] ?? '') === plain(name)) ?? name;
  };
  const codes = entries.map(codeOf);
  const unreadable = codes.filter((code) => code === undefined).length;
  if (unreadable === 0) return technologiesFinding(id, codes as string[]);
  return warning(
    id,
    `${unreadable} of ${codes.length} entries of \`technologies\` have no code and no name.`,
    REPORT,
  );
}

function statusFinding(status: unknown, fresh: boolean): Finding {
  const id = 'result/status';
  if (status === undefined) {
    return info(id, `The result has no status${fresh ? ', as in the example of the service' : ''}.`);
  }
  if (typeof status !== 'string')
    return warning(id, `\`status\` is ${aTypeOf(status)}, not a string.`, REPORT);
  const word = status.trim().toUpperCase();
  // As `src/contract/status.rs` does: after a word for a failure, anything but a letter may follow.
  const isKnown = Object.keys(STATUSES).some(
    (each) =>
      word === each ||
      (!/^(PROGRESS|FINISHED)$/.test(each) &&
        word.startsWith(each) &&
        !/^\p{L}/u.test(word.slice(each.length))),
  );
  if (isKnown) return ok(id, `The status is ${displayName(status)}, which is known.`);
  return warning(
    id,
    `The status is not known: ${displayName(status)}.`,
    `Users never pass with it, and it is final only with \`finished_at\`. Please open an issue with this report: ${ISSUES}`,
  );
}

/** Returns the findings about the assumptions of this package. */
export function assumptionFindings(seen: Seen): Finding[] {
  const groups = { true: [] as string[], undefined: [] as string[] };
  const findings: Finding[] = [];
  for (const { id, text, source, holds } of ASSUMPTIONS) {
    const outcome = holds(seen);
    if (outcome === false) {
      findings.push(warning(`assumption/${id}`, `Contradicted: ${text} (${source}).`, REPORT));
    } else groups[`${outcome as true | undefined}`].push(id);
  }
  const { true: confirmed, undefined: open } = groups;
  if (confirmed.length > 0)
    findings.unshift(ok('assumption/confirmed', `Confirmed (${confirmed.length}): ${confirmed.join(', ')}.`));
  if (open.length > 0) {
    findings.push(
      unknown(
        'assumption/not-seen',
        `Not seen (${open.length}): ${collapse(open).join(', ')}.`,
        seen.fresh ? 'A session that a user has ended shows more: pass its id with --session ID.' : undefined,
      ),
    );
  }
  return findings;
}

/** Replaces the fields of an object none of which was seen by one entry, such as `field/edocument_result.*`. */
function collapse(ids: readonly string[]): string[] {
  const rootOf = (id: string) => /^field\/\w+(?=\.)/.exec(id)?.[0];
  const isWhole = (root: string) => ASSUMPTIONS.every(({ id }) => rootOf(id) !== root || ids.includes(id));
  const collapsed = ids.map((id) => {
    const root = rootOf(id);
    return root !== undefined && isWhole(root) ? `${root}.*` : id;
  });
  return [...new Set(collapsed)];
}
