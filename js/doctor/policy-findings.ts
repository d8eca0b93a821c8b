/** Compares the policies of a page with what the mode needs. */
import type { Mode } from '../shared/types.js';
import {
  allowsUrl,
  allowsWasm,
  directiveFor,
  type Policy,
  sourcesFor,
  trustsScripts,
  withSources,
} from './csp.js';
import { type Finding, ok, problem, warning } from './finding.js';
import { MODE_HEADERS, permissionsValue, SERVICE } from './modes.js';
import { allowsOrigin, parsePermissions } from './permissions.js';

/** What is checked. */
export interface PageFacts {
  readonly mode: Mode;
  readonly page: URL;
  readonly scripts: readonly URL[];
  readonly hosted: URL;
  readonly endpoint: URL | undefined;
}

/** A source that a directive lacks. */
interface Missing {
  /** The directive to change. */
  readonly directive: string;
  readonly source: string;
  /** Whether the mode certainly fails without it. */
  readonly fatal: boolean;
}

/** Returns the findings about the Content-Security-Policy in the header and in `<meta>`; each policy must allow all. */
export function cspFindings(facts: PageFacts, header: readonly Policy[], meta: readonly Policy[]): Finding[] {
  if (header.length + meta.length === 0) {
    return [ok('page/csp', 'It has no Content-Security-Policy, so it blocks nothing.')];
  }
  const findings = [
    ...header.map((policy) => policyFinding(facts, policy, true)),
    ...meta.map((policy) => policyFinding(facts, policy, false)),
  ].filter((finding) => finding !== undefined);
  if (findings.length > 0) return findings;
  return [ok('page/csp', `Its Content-Security-Policy allows what the mode ${facts.mode} needs.`)];
}

/** Returns the finding about a policy that does not allow all, with the directives to send instead. */
function policyFinding(facts: PageFacts, policy: Policy, inHeader: boolean): Finding | undefined {
  const missing = [
    ...Object.entries(MODE_HEADERS[facts.mode].csp).flatMap(([purpose, sources]) =>
      sources.flatMap((source) => missingSources(facts, policy, purpose, source)),
    ),
    ...missingTrustedType(facts, policy),
    // Browsers ignore the directive in a `<meta>`.
    ...(inHeader ? missingTokens(facts, policy) : []),
  ];
  if (missing.length === 0) return undefined;
  const lacks: string[] = [];
  const directives: string[] = [];
  for (const directive of new Set(missing.map((each) => each.directive))) {
    const sources = missing.filter((each) => each.directive === directive).map(({ source }) => source);
    const fallback = directiveFor(policy, directive) ?? directive;
    const name = fallback === directive ? directive : `${directive} (from ${fallback})`;
    lacks.push(`${name} lacks ${sources.join(' ')}`);
    directives.push(withSources(policy, directive, sources));
  }
  const isFatal = missing.some(({ fatal }) => fatal);
  const place = inHeader ? 'The header Content-Security-Policy' : 'The Content-Security-Policy in a <meta>';
  const add = isFatal ? problem : warning;
  return add(
    'page/csp',
    `${place} does not allow what the mode ${facts.mode} needs: ${lacks.join('; ')}.${isFatal ? '' : doubt(missing)}`,
    `Content-Security-Policy: ${directives.join('; ')} (leave the other directives as they are)`,
  );
}

/** Returns why missing sources may not be needed. */
function doubt(missing: readonly Missing[]): string {
  const has = (name: string) => missing.some(({ directive }) => directive.startsWith(name));
  const [script, connect] = [has('script-src'), has('connect-src')];
  const reasons = [
    ...(script ? ['the files of this package come from another origin that it lists'] : []),
    ...(connect ? ['the backend has another origin that it lists (pass it with --endpoint)'] : []),
  ];
  return ` It may be enough if ${reasons.join(', and ')}.`;
}

/** Returns what a policy lacks for one source in the table of the modes. */
function missingSources(facts: PageFacts, policy: Policy, purpose: string, source: string): Missing[] {
  const { page, scripts, hosted, endpoint } = facts;
  if (source === "'wasm-unsafe-eval'") {
    const sources = sourcesFor(policy, 'script-src');
    return !sources || allowsWasm(sources) ? [] : [{ directive: 'script-src', source, fatal: true }];
  }
  const isScript = purpose === 'script-src';
  const actual = isScript ? 'script-src-elem' : purpose;
  const sources = sourcesFor(policy, actual);
  if (!sources) return [];
  // A nonce is enough as well: the package takes over that of the page's own scripts.
  if (isScript && trustsScripts(sources)) return [];
  const directive = isScript && directiveFor(policy, actual) !== actual ? 'script-src' : actual;
  const lack = (url: URL, text: string, fatal: boolean): Missing[] =>
    allowsUrl(sources, url, page) ? [] : [{ directive, source: text, fatal }];
  if (source === SERVICE) {
    const urls = isScript ? scripts : [hosted];
    const lacking = urls.flatMap((url) => lack(url, url.origin, true));
    return lacking.filter(
      (each, index) => lacking.findIndex((other) => other.source === each.source) === index,
    );
  }
  if (purpose === 'connect-src' && endpoint) return lack(endpoint, selfOr(endpoint, page), true);
  // The page may serve its files, or have its backend, at another origin that it lists.
  const hasOthers = sources.some(
    (each) => !each.startsWith("'") && !scripts.some((url) => each.includes(url.host)),
  );
  return lack(page, source, !hasOthers);
}

const selfOr = (url: URL, page: URL) => (url.origin === page.origin ? "'self'" : url.origin);

/** The policy with which the package creates the URL of the script. */
const TRUSTED_TYPE = 'flow-widget-loader';

function missingTrustedType({ mode }: PageFacts, policy: Policy): Missing[] {
  const directive = 'trusted-types';
  const names = policy.get(directive);
  if (mode !== 'widget' || !names || names.includes('*') || names.includes(TRUSTED_TYPE)) return [];
  if (!policy.has('require-trusted-types-for')) return [];
  return [{ directive, source: TRUSTED_TYPE, fatal: true }];
}

/** The tokens of the directive `sandbox` that a mode needs. */
const SANDBOX: Readonly<Record<Mode, readonly string[]>> = {
  widget: ['allow-scripts', 'allow-same-origin'],
  frame: ['allow-scripts', 'allow-same-origin'],
  window: ['allow-scripts', 'allow-same-origin', 'allow-popups', 'allow-popups-to-escape-sandbox'],
  redirect: ['allow-scripts', 'allow-same-origin'],
};

function missingTokens({ mode }: PageFacts, policy: Policy): Missing[] {
  const directive = 'sandbox';
  const tokens = policy.get(directive);
  return SANDBOX[mode]
    .filter((token) => tokens && !tokens.includes(token))
    .map((source) => ({ directive, source, fatal: true }));
}

/** Returns the findings about the header Permissions-Policy. */
export function permissionFindings(facts: PageFacts, header: string | null): Finding[] {
  const id = 'page/permissions';
  const { mode, page, hosted } = facts;
  if (header === null) {
    return [ok(id, 'It has no Permissions-Policy; the defaults of browsers allow what is needed.')];
  }
  const { permissions } = MODE_HEADERS[mode];
  const policy = parsePermissions(header);
  const toOrigin = (item: string) => (item === SERVICE ? hosted.origin : item);
  if (!policy) {
    return [
      warning(
        id,
        'The header Permissions-Policy has a syntax error, so browsers ignore all of it.',
        `Permissions-Policy: ${permissionsValue(mapValues(permissions, (list) => list.map(toOrigin)))}`,
      ),
    ];
  }
  const changes: Record<string, readonly string[]> = {};
  for (const [feature, needed] of Object.entries(permissions)) {
    const present = policy.get(feature);
    if (!present) continue;
    const missing = needed
      .map(toOrigin)
      .filter((item) => !allowsOrigin(present, item === 'self' ? page.origin : item, page.origin));
    if (missing.length > 0) changes[feature] = [...present, ...missing];
  }
  const names = Object.keys(changes);
  if (names.length === 0) return [ok(id, `Its Permissions-Policy allows what the mode ${mode} needs.`)];
  const text = `The header Permissions-Policy does not allow ${names.join(' and ')} ${mode === 'frame' ? `to the page and to ${hosted.origin}` : 'to the page'}.`;
  const fix = `Permissions-Policy: ${permissionsValue(changes)} (leave the other features as they are)`;
  // Whether the service needs anything besides the camera is not documented.
  return [names.includes('camera') ? problem(id, text, fix) : warning(id, text, fix)];
}

const mapValues = <T, U>(object: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
