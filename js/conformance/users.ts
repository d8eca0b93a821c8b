/** The headers that identify the users, from options, files or a command. */
import { execFile } from 'node:child_process';

/** A header: name and value. */
export type Header = readonly [string, string];

/** An identity that cannot be read. The message does not contain it. */
export class UserError extends Error {
  override name = 'UserError';
}

/**
 * Parses lines such as `Authorization: Bearer …`. Empty lines are left out.
 *
 * @param source where they come from, for the message
 * @throws UserError
 */
export function parseHeaders(lines: readonly string[], source: string): Header[] {
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line): Header => {
      const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.+)$/.exec(line) ?? [];
      if (name === undefined || value === undefined)
        throw new UserError(`${source} must be a header such as "Authorization: Bearer …".`);
      return [name.toLowerCase(), value];
    });
}

/**
 * Parses a file of cookies, in the format of Netscape and curl or with lines `NAME=VALUE`, to a header.
 *
 * @throws UserError
 */
export function parseCookies(text: string, source: string): Header {
  const cookies = text
    .split(/\r?\n/)
    .map((line) => line.replace(/^#HttpOnly_/, '').trimEnd())
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const fields = line.split('\t');
      if (fields.length === 7) return `${fields[5]}=${fields[6]}`;
      if (!/^[^\s=;]+=[^;]*$/.test(line))
        throw new UserError(`${source} must have cookies in Netscape's format, or lines NAME=VALUE.`);
      return line;
    });
  if (cookies.length === 0) throw new UserError(`${source} contains no cookies.`);
  return ['cookie', cookies.join('; ')];
}

/**
 * Runs a command of the shell that prints the headers of a user.
 *
 * @param user its argument, `a` or `b`
 * @throws UserError
 */
export function headersFromCommand(command: string, user: string): Promise<Header[]> {
  const [shell, flag] = process.platform === 'win32' ? ['cmd.exe', '/c'] : ['/bin/sh', '-c'];
  return new Promise((resolve, reject) => {
    execFile(shell, [flag, `${command} ${user}`], (error, output) => {
      if (error) return reject(new UserError(`--user-command failed for the user ${user} (${error.code}).`));
      try {
        resolve(parseHeaders(output.split('\n'), 'Each line of the output of --user-command'));
      } catch (invalid) {
        reject(invalid);
      }
    });
  });
}
