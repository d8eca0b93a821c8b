/** What a check found out, from good to bad: fine, a fact, not checked, possibly a fault, a fault. */
export type FindingStatus = 'ok' | 'info' | 'unknown' | 'warning' | 'problem';

/** A line of the report. Its texts contain no secrets: no key, no cookie, no query of a URL, no personal data. */
export interface Finding {
  /** What was checked, such as `page/csp/script-src`. Does not change between versions of the text. */
  readonly id: string;
  readonly status: FindingStatus;
  /** What is the case, as a sentence. */
  readonly text: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** A part of the report. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export const ok = (id: string, text: string): Finding => ({ id, status: 'ok', text });
export const info = (id: string, text: string, fix?: string): Finding => withFix('info', id, text, fix);
export const unknown = (id: string, text: string, fix?: string): Finding => withFix('unknown', id, text, fix);
export const warning = (id: string, text: string, fix: string): Finding => withFix('warning', id, text, fix);
export const problem = (id: string, text: string, fix: string): Finding => withFix('problem', id, text, fix);

const withFix = (status: FindingStatus, id: string, text: string, fix: string | undefined): Finding => ({
  id,
  status,
  text,
  ...(fix !== undefined && { fix }),
});
