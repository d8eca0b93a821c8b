import { readFileSync } from 'node:fs';

/** Whether an error of each code is retryable, as docs/errors.md says. */
export function retryableByCode() {
  const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| `([a-z-]+)` +\| (yes|no) +\|/gm);
  return Object.fromEntries([...rows].map(([, code, word]) => [code, word === 'yes']));
}
