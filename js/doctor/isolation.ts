/** Checks the headers that isolate a page from others: Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy. */
import { type Finding, problem, warning } from './finding.js';
import type { PageFacts } from './policy-findings.js';

/** Returns the value of a header without its parameters. */
export const policyOf = (headers: Headers, name: string): string =>
  (headers.get(name) ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

export function isolationFindings({ mode }: PageFacts, headers: Headers): Finding[] {
  const opener = policyOf(headers, 'cross-origin-opener-policy');
  const embedder = policyOf(headers, 'cross-origin-embedder-policy');
  const findings: Finding[] = [];
  if (mode === 'window' && (opener === 'same-origin' || opener === 'noopener-allow-popups')) {
    findings.push(
      warning(
        'page/opener',
        `Cross-Origin-Opener-Policy is ${opener}: the page loses the connection to the window, which is then not closed at the end.`,
        'Cross-Origin-Opener-Policy: same-origin-allow-popups',
      ),
    );
  }
  if (mode === 'frame' && (embedder === 'require-corp' || embedder === 'credentialless')) {
    findings.push(
      problem(
        'page/embedder',
        `Cross-Origin-Embedder-Policy is ${embedder}: the frame stays empty unless the hosted page opts in with the same header.`,
        'Cross-Origin-Embedder-Policy: unsafe-none, for the page with the frame. Or use the mode `window` or `redirect`.',
      ),
    );
  }
  if (mode === 'widget' && embedder === 'require-corp') {
    findings.push(
      warning(
        'page/embedder',
        "Cross-Origin-Embedder-Policy is require-corp: the script loads as a module, but with `type: 'classic'` only if its server opts in, and so do files that the widget loads.",
        'Cross-Origin-Embedder-Policy: unsafe-none, if the widget does not start.',
      ),
    );
  }
  return findings;
}
