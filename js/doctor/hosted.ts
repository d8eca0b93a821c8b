/** Checks whether the service's hosted page may be shown in a frame of the application's page. */
import { allowsAncestor, parsePolicies } from './csp.js';
import { displayUrl } from './display.js';
import { type Finding, ok, problem, unknown } from './finding.js';
import { policyOf } from './isolation.js';
import type { PageFacts } from './policy-findings.js';
import { type Answer, follow, RequestFailure } from './request.js';

/** A session that does not exist. Services usually send the same headers for it. */
const NO_SESSION = '00000000-0000-4000-8000-000000000000';
/** The limit for the page, in bytes. */
const LIMIT = 10_000_000;

export async function hostedFindings(
  { page, hosted }: PageFacts,
  pageHeaders: Headers,
  options: { timeout: number; signal?: AbortSignal | undefined },
): Promise<Finding[]> {
  const id = 'page/hosted';
  let answer: Answer;
  try {
    const url = new URL(NO_SESSION, hosted.href.endsWith('/') ? hosted : `${hosted.href}/`);
    ({ answer } = await follow(url.href, { ...options, limit: LIMIT }));
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    return [
      unknown(
        id,
        `Whether the hosted page may be in a frame could not be checked: ${error.message}`,
        error.fix,
      ),
    ];
  }
  const { headers, status } = answer;
  const what = `the hosted page at ${displayUrl(hosted)} (for a session that does not exist, status ${status})`;
  const fix = 'Use the mode `window` or `redirect`.';
  const ancestors = parsePolicies(headers.get('content-security-policy') ?? '')
    .map((policy) => allowsAncestor(policy, page, hosted))
    .filter((allowed) => allowed !== undefined);
  if (ancestors.includes(false)) {
    return [problem(id, `frame-ancestors of ${what} does not allow ${page.origin}.`, fix)];
  }
  const option = (headers.get('x-frame-options') ?? '').toLowerCase();
  // `frame-ancestors` replaces X-Frame-Options.
  if (
    ancestors.length === 0 &&
    (/deny/.test(option) || (/sameorigin/.test(option) && page.origin !== hosted.origin))
  ) {
    return [problem(id, `X-Frame-Options of ${what} forbids frames of other sites.`, fix)];
  }
  if (status >= 500)
    return [unknown(id, `Whether it may be in a frame is not certain: ${what} has a fault.`)];
  const isIsolated = /^(require-corp|credentialless)$/.test(
    policyOf(pageHeaders, 'cross-origin-embedder-policy'),
  );
  return [
    ok(
      id,
      `The headers of ${what} allow the frame${isIsolated ? ' as far as X-Frame-Options and frame-ancestors are concerned' : ''}.`,
    ),
  ];
}
