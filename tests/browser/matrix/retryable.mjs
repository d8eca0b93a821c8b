import { readFileSync } from 'node:fs';

/** Returns, for each error code, whether it is retryable, as parsed from the tables in docs/errors.md. */
export function retryableByCode() {
  const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| `([a-z-]+)` +\| (yes|no) +\|/gm);
  return Object.fromEntries([...rows].map(([, code, word]) => [code, word === 'yes']));
}
