import { readdirSync } from 'node:fs';
import { SetupProblem, tail } from './problem.mjs';

const INSTALL = ['-y', '--no-install-recommends', '--no-remove'];
const NETWORK = [
  '-o',
  'Acquire::Retries=2',
  '-o',
  'Acquire::http::Timeout=20',
  '-o',
  'DPkg::Lock::Timeout=300',
];

/** apt's own words: its errors and warnings, or the end of what it printed. */
const errorsOf = (output) => {
  const lines = output.split('\n').filter((line) => /^[EW]: /.test(line));
  return lines.length > 0 ? lines.slice(0, 3).join('\n') : tail(output);
};

/** The lists that `apt-get update` fetches: a fresh container image has none. */
const haveLists = (folder) => {
  try {
    return readdirSync(folder).some((name) => name.endsWith('_Packages') || name.includes('_Packages.'));
  } catch {
    return false;
  }
};

/**
 * Debian's packages, one call after the other: dpkg takes one at a time.
 *
 * @param {{ run: typeof import('./system.mjs').run, which: (name: string) => string | null, isRoot: () => boolean,
 *   env: NodeJS.ProcessEnv, lists?: string }} system
 */
export function apt({ run, which, isRoot, env, lists = '/var/lib/apt/lists' }) {
  const quiet = { ...env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  let turn = Promise.resolve();
  let updated = false;

  const command = (packages) => `apt-get install ${INSTALL.join(' ')} ${packages.join(' ')}`;
  const mendFor = (packages) =>
    [isRoot() ? 'apt-get update' : 'sudo apt-get update'].concat(
      `${isRoot() ? '' : 'sudo '}${command(packages)}`,
    );

  const update = async (packages) => {
    updated = true;
    const result = await run('apt-get', [...NETWORK, 'update'], { env: quiet });
    // apt-get update exits with 0 when it could fetch nothing: it says so in warnings only.
    if (!result.ok || (!haveLists(lists) && /Failed to fetch/.test(result.output))) {
      throw new SetupProblem('The package lists could not be fetched: is there a network?', {
        mend: mendFor(packages),
        log: errorsOf(result.output),
      });
    }
  };

  const attempt = async (packages, why, say, check) => {
    if (!which('apt-get')) {
      throw new SetupProblem(`${why}, and there is no apt-get here to install ${packages.join(', ')} with.`, {
        mend: [`# with this system's own package manager, install: ${packages.join(' ')}`],
      });
    }
    if (!isRoot()) {
      throw new SetupProblem(`${why}: only root can install ${packages.join(', ')}.`, {
        mend: mendFor(packages),
      });
    }
    if (!updated && !haveLists(lists)) {
      say('apt-get update');
      await update(packages);
    }
    await check?.();
    say(`apt-get install ${packages.join(' ')}`);
    let result = await run('apt-get', [...NETWORK, 'install', ...INSTALL, ...packages], { env: quiet });
    // Old lists name files that the mirror has replaced.
    if (!result.ok && !updated && /404|Failed to fetch|Unable to locate/.test(result.output)) {
      say('the package lists are old: apt-get update');
      await update(packages);
      result = await run('apt-get', [...NETWORK, 'install', ...INSTALL, ...packages], { env: quiet });
    }
    if (!result.ok) {
      const network = /Failed to fetch/.test(result.output);
      const verb = network ? 'fetch (is there a network?)' : 'install';
      throw new SetupProblem(`${why}: apt-get could not ${verb} ${packages.join(', ')}.`, {
        mend: mendFor(packages),
        log: errorsOf(result.output),
      });
    }
  };

  const inTurn = (work) => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };

  return {
    /**
     * Installs `packages`. `why` is the first half of the sentence that a failure prints; `check` may refuse,
     * once the lists are there.
     */
    install: (packages, why, say, check) => inTurn(() => attempt(packages, why, say, check)),
    /** The path of `program`, after installing the packages that hold it if it is not on PATH. */
    ensure: (program, packages, why, say) =>
      inTurn(async () => {
        if (!which(program)) await attempt(packages, why, say);
        return which(program);
      }),
    /** What `apt-cache policy` knows of a package, as text. */
    async policy(name) {
      return (await run('apt-cache', ['policy', name], { env: quiet })).stdout;
    },
    mendFor,
  };
}
