import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { run } from '../run.mjs';

const OUT = 'build/mutants';

/**
 * The files to change, and the features with which their tests compile: the fewer, the faster. The other files of the
 * client and of the loader only run in a browser.
 */
const GROUPS = {
  contract: { features: 'contract', files: ['src/contract/*.rs'] },
  loader: {
    features: 'loader',
    files: ['src/backoff.rs', 'src/loader/lifecycle.rs', 'src/loader/locale.rs', 'src/loader/plan.rs'],
  },
  client: {
    features: 'client',
    files: ['backoff', 'config', 'error', 'redact', 'response', 'unsent', 'wait'].map(
      (name) => `src/client/${name}.rs`,
    ),
  },
};

/** Makes the builds fast, and the properties check few cases: a change that matters fails one of the first. */
const FAST = { CARGO_PROFILE_TEST_DEBUG: '0', PROPTEST_CASES: '64' };
/** Of the crate itself, slightly optimized tests take a tenth of the time; the dependencies take longer to compile. */
const OPTIMIZED = ['profile.test.opt-level=1', 'profile.test.package."*".opt-level=0'];

/**
 * Runs cargo-mutants, which copies the crate for this.
 *
 * @param {string[]} chosen parts of the paths of the files to change; none for all
 * @returns {Promise<import('./score.mjs').Result[]>} without the changes that do not compile
 */
export async function mutateRust(chosen, env) {
  const results = [];
  for (const [name, { features, files }] of Object.entries(GROUPS)) {
    const patterns = chosen.length === 0 ? files : await matching(files, chosen, env);
    if (patterns.length === 0) continue;
    const output = `${OUT}/${name}`;
    await rm(output, { recursive: true, force: true });
    await mkdir(OUT, { recursive: true });
    const args = [
      ...[
        'mutants',
        '--jobs',
        '1',
        '--timeout-multiplier',
        '5',
        '--minimum-test-timeout',
        '20',
        '--no-shuffle',
      ],
      ...['--no-default-features', '--features', features, '--output', output],
      ...OPTIMIZED.flatMap((setting) => ['--cargo-arg', `--config=${setting}`]),
      ...patterns.flatMap((pattern) => ['--file', pattern]),
      ...['--', '--lib'],
    ];
    // The exit code says whether there are survivors; the score decides about those.
    await run('cargo', args, { env: { ...env, ...FAST }, show: true }).catch((error) => {
      if (!existsSync(`${output}/mutants.out/outcomes.json`)) throw error;
    });
    const { outcomes } = JSON.parse(readFileSync(`${output}/mutants.out/outcomes.json`, 'utf8'));
    const mutants = outcomes.filter(({ scenario }) => scenario !== 'Baseline');
    if (mutants.length === 0) throw new Error(`${name}: the tests fail without a change.`);
    results.push(...mutants.filter(({ summary }) => summary !== 'Unviable').map(toResult));
  }
  return results;
}

/** Returns the files of the patterns whose paths contain one of `chosen`. */
async function matching(patterns, chosen, env) {
  const args = ['mutants', '--list-files', ...patterns.flatMap((pattern) => ['--file', pattern])];
  const paths = (await run('cargo', args, { env })).trim().split('\n');
  return paths.filter((path) => chosen.some((part) => path.includes(part)));
}

const toResult = ({ scenario: { Mutant: mutant }, summary }) => ({
  file: mutant.file,
  line: mutant.span.start.line,
  change: mutant.name.replace(/^\S+:\d+:\d+: /, ''),
  noticed: summary !== 'MissedMutant',
});
