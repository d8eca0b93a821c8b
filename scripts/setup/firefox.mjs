import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem, tail } from './problem.mjs';
import { fetchReleases, geckodriverArchive } from './release.mjs';

/** The driver that is made where there is none; Debian has no package of it. */
const VERSION = '0.37.1';

const folderOf = ({ cache, platform, arch }) => join(cache, `geckodriver-${VERSION}-${platform}-${arch}`);

const runs = async ({ run }, path) => (await run(path, ['--version'], { timeout: 10_000 })).ok;

/** The driver that was named, that is on PATH, or that was made before. */
async function findDriver(context) {
  const { which, env } = context;
  const made = join(folderOf(context), 'geckodriver');
  const path = which(env.GECKODRIVER || 'geckodriver') ?? (existsSync(made) ? made : null);
  return path && (await runs(context, path)) ? path : null;
}

async function find(context) {
  // By this name the driver finds it as well.
  const firefox = context.which('firefox');
  const geckodriver = await findDriver(context);
  return firefox && geckodriver ? { firefox, geckodriver } : null;
}

/** Firefox and its driver, for the tests in all engines. */
export const firefoxStep = {
  name: 'Firefox and driver',
  needsCargo: true,
  find,

  async make(context, say) {
    const { apt, which, env } = context;
    if (!which('firefox')) await apt.install(['firefox-esr'], 'The tests want Firefox', say);
    if (env.GECKODRIVER && !(await findDriver(context))) {
      throw new SetupProblem(`GECKODRIVER=${env.GECKODRIVER} is no program that runs.`, {
        mend: ['unset GECKODRIVER'],
      });
    }
    if (!(await findDriver(context))) await makeDriver(context, say);
    const found = await find(context);
    if (found) return found;
    throw new SetupProblem('Firefox or its driver was installed, but does not run.', {
      mend: [...apt.mendFor(['firefox-esr']), 'node scripts/setup.mjs --browsers'],
    });
  },
};

/** Ready-made, or compiled: a minute and a half on two cores. */
async function makeDriver(context, say) {
  const { cache, env, run, platform, arch } = context;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'tmp-geckodriver-'));
  try {
    const made = join(work, 'made');
    mkdirSync(made);
    const base = env.FLOW_WIDGET_RELEASES;
    let reason = 'FLOW_WIDGET_RELEASES=none';
    if (base !== 'none') {
      say(`looking for geckodriver ${VERSION}, ready-made`);
      const list = geckodriverArchive(VERSION, { platform, arch }, base || undefined);
      reason = await fetchReleases(list, made, run, { strip: 0 });
      if (!reason && !(await runs(context, join(made, 'geckodriver'))))
        reason = 'what was fetched does not run here';
    }
    if (reason) {
      say(`not ready-made (${reason}); building it from source, a minute and a half`);
      await build(context, work, join(made, 'geckodriver'), say);
    }
    renameSync(made, folderOf(context));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function build({ apt, env, run }, work, to, say) {
  await apt.ensure('cc', ['gcc', 'libc6-dev'], 'Compiling Rust wants a C linker', say);
  const args = ['install', 'geckodriver', '--version', VERSION, '--locked', '--debug', '--root', work];
  const result = await run('cargo', args, {
    env: { ...env, CARGO_TARGET_DIR: join(work, 'target'), CARGO_PROFILE_DEV_DEBUG: '0' },
  });
  if (!result.ok) {
    throw new SetupProblem('geckodriver, which drives Firefox, could not be built.', {
      mend: [`cargo install geckodriver --version ${VERSION} --locked`],
      log: tail(result.output),
    });
  }
  rmSync(to, { force: true });
  renameSync(join(work, 'bin', 'geckodriver'), to);
}
