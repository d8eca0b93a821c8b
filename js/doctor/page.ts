/** Checks a page of the application: whether its headers let a mode of `verify` work. */
import type { Mode } from '../shared/types.js';
import { isHtml, textOf } from './answers.js';
import { parsePolicies } from './csp.js';
import { displayMediaType, displayUrl } from './display.js';
import { type Finding, info, ok, problem, type Section, warning } from './finding.js';
import { hostedFindings } from './hosted.js';
import { metaPolicies } from './html.js';
import { isolationFindings } from './isolation.js';
import { cspFindings, type PageFacts, permissionFindings } from './policy-findings.js';
import { type Answer, failed, follow, RequestFailure } from './request.js';

export interface PageOptions {
  readonly mode: Mode;
  /** The URLs of the widget's script, all of which must be allowed. */
  readonly scripts: readonly string[];
  /** The URL of the hosted page, without the session id. */
  readonly hostedUrl: string;
  /** The URL of the backend; `undefined` if it has the origin of the page. */
  readonly endpoint?: string | undefined;
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** The limit for the page, in bytes. */
const LIMIT = 10_000_000;

export async function checkPage(url: string, options: PageOptions): Promise<Section> {
  const { mode, timeout, signal } = options;
  const title = `Page ${displayUrl(url)}, mode ${mode}`;
  const findings: Finding[] = [];
  try {
    const headers = { accept: 'text/html,*/*;q=0.8' };
    const { answer, redirects } = await follow(url, { timeout, limit: LIMIT, signal, headers });
    const page = new URL(answer.url);
    if (redirects.length > 0) findings.push(redirectFinding(url, page));
    findings.push(statusFinding(answer), secureFinding(page, mode));
    if (!isHtml(answer)) return { title, findings };
    const facts: PageFacts = {
      mode,
      page,
      scripts: options.scripts.map((each) => new URL(each)),
      hosted: new URL(options.hostedUrl),
      endpoint: options.endpoint === undefined ? undefined : new URL(options.endpoint),
    };
    const inHeader = parsePolicies(answer.headers.get('content-security-policy') ?? '');
    const inMeta = metaPolicies(textOf(answer.body)).flatMap(parsePolicies);
    findings.push(
      ...cspFindings(facts, inHeader, inMeta),
      ...reportOnlyFindings(answer),
      ...permissionFindings(facts, answer.headers.get('permissions-policy')),
      ...isolationFindings(facts, answer.headers),
      framingFinding(
        answer,
        inHeader.some((policy) => policy.has('frame-ancestors')),
      ),
    );
    if (mode === 'frame')
      findings.push(...(await hostedFindings(facts, answer.headers, { timeout, signal })));
    return { title, findings };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    return { title, findings: [...findings, failed('page/reachable', error)] };
  }
}

function redirectFinding(url: string, page: URL): Finding {
  const same = new URL(url).origin === page.origin;
  return warning(
    'page/redirect',
    `The page redirects to ${displayUrl(page)}${same ? '' : ', another origin'}; the headers of that page were checked.`,
    'If it is a login, pass the URL of a page that needs none and is sent with the same headers.',
  );
}

function statusFinding(answer: Answer): Finding {
  const { status, ms, headers } = answer;
  const id = 'page/reachable';
  if (status < 200 || status > 299) {
    return problem(
      id,
      `The page was answered with ${status}.`,
      status === 401 || status === 403
        ? 'The page needs a login, and no cookie is sent. Pass a page that needs none and is sent with the same headers.'
        : 'Check the URL, and that the server is running.',
    );
  }
  if (!isHtml(answer)) {
    return problem(
      id,
      `The page was answered with ${status}, but it is not HTML (${displayMediaType(headers)}).`,
      'Pass the URL of the HTML page in which `verify` runs.',
    );
  }
  return ok(id, `The page was answered with ${status} in ${ms} ms.`);
}

/** Returns whether browsers take the page for a secure context (https://www.w3.org/TR/secure-contexts/). */
const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

function secureFinding(page: URL, mode: Mode): Finding {
  const id = 'page/secure';
  if (page.protocol === 'https:') return ok(id, 'It is served over https.');
  if (isSecure(page))
    return ok(id, 'It is served over http from this machine, which browsers allow for development.');
  const fix = 'Serve the page over https.';
  return mode === 'widget' || mode === 'frame'
    ? problem(id, 'It is served over http, so browsers block the camera.', fix)
    : warning(
        id,
        `It is served over http. The mode ${mode} works, but anyone in the network can change the page.`,
        fix,
      );
}

function reportOnlyFindings({ headers }: Answer): Finding[] {
  if (!headers.has('content-security-policy-report-only')) return [];
  return [
    info(
      'page/csp/report-only',
      'A policy in Content-Security-Policy-Report-Only blocks nothing and was not checked.',
    ),
  ];
}

/** Tells whether other sites can show the page in a frame. That decides nothing for a page that is opened by itself. */
function framingFinding({ headers }: Answer, hasAncestors: boolean): Finding {
  const id = 'page/framing';
  const option = /^\s*(deny|sameorigin)\s*$/i.exec(headers.get('x-frame-options') ?? '')?.[1]?.toUpperCase();
  if (hasAncestors) {
    return info(
      id,
      'frame-ancestors of its Content-Security-Policy says which sites may show it in a frame.',
    );
  }
  if (option) return info(id, `X-Frame-Options is ${option}: other sites cannot show it in a frame.`);
  return info(
    id,
    'Every site can show it in a frame (clickjacking).',
    "Unless that is intended: `Content-Security-Policy: frame-ancestors 'self'`",
  );
}
