import type { Exchange, Users } from './exchange.js';
import type { Target } from './trial.js';

/** Values that are shorter are not replaced: they may be part of any word. */
const MIN_LENGTH = 6;

/** Returns a function that replaces the secrets of a run: the API key, the users' headers, the webhook's URL, and tokens. */
export function createRedactor({ service, users, webhook }: Target): (text: string) => string {
  const secrets: [string, string][] = [];
  if (service) secrets.push([service.key, '[API key]']);
  if (webhook) {
    const { pathname, search } = new URL(webhook);
    for (const part of [...pathname.split('/'), search])
      if (part.length >= 16) secrets.push([part, '[secret]']);
  }
  for (const [user, headers] of Object.entries(users))
    for (const [, value] of headers ?? []) {
      // Of `Bearer TOKEN` and `NAME=VALUE; …` also the parts, which a response may repeat.
      const parts = [value, ...value.split(/[\s;=]+/)].filter(({ length }) => length >= MIN_LENGTH);
      for (const part of parts) secrets.push([part, `[user ${user}]`]);
    }
  secrets.sort(([one], [other]) => other.length - one.length);
  return (text) =>
    secrets
      .reduce((result, [secret, mark]) => result.replaceAll(secret, mark), text)
      .replace(/("token"\s*:\s*")[^"]+/g, '$1[token]');
}

/** The longest body that a command line contains, in characters. */
const MAX_BODY = 200;

/** Returns a request as a command line of curl. The values of the user's headers and the token are placeholders. */
export function curlOf({ sent }: Exchange, users: Users): string {
  const { method, url, user, headers, body } = sent;
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const list = Object.entries(headers).map(([name, value]) => [
    name,
    name === 'x-flow-token' && value.length > 8 ? '[token]' : value,
  ]);
  const names = new Set(((user && users[user]) ?? []).map(([name]) => name));
  for (const name of names) list.push([name, `[user ${user}]`]);
  const shown = body !== undefined && body.length > MAX_BODY ? `${body.slice(0, MAX_BODY)}…` : body;
  return [
    ...['curl', '-i', '--path-as-is', '-X', method, quote(url)],
    ...list.flatMap(([name, value]) => ['-H', quote(`${name}: ${value}`)]),
    ...(shown === undefined ? [] : ['--data', quote(shown)]),
  ].join(' ');
}
