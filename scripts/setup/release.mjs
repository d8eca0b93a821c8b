import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Rust's names of the platforms that both projects publish binaries for. */
const PLATFORMS = {
  'linux x64': 'x86_64-unknown-linux-musl',
  'linux arm64': 'aarch64-unknown-linux-musl',
  'darwin x64': 'x86_64-apple-darwin',
  'darwin arm64': 'aarch64-apple-darwin',
};

/** How long a server may take to begin an answer, and to end it, in ms: a build takes a minute. */
const TIMES = { answer: 4_000, whole: 60_000 };

/**
 * The URLs of the two tools' release archives; none when there are none for the platform.
 *
 * @param {{ pack: string, bindgen: string }} versions
 * @param {string} [base] another server with the same paths, for a mirror
 */
export function archives({ pack, bindgen }, { platform, arch }, base = 'https://github.com') {
  const target = PLATFORMS[`${platform} ${arch}`];
  if (!target) return [];
  const of = (project, tag, name) =>
    `${base}/wasm-bindgen/${project}/releases/download/${tag}/${name}-${target}.tar.gz`;
  return [
    of('wasm-pack', `v${pack}`, `wasm-pack-v${pack}`),
    of('wasm-bindgen', bindgen, `wasm-bindgen-${bindgen}`),
  ];
}

/** The same for Firefox's driver, whose project has names of its own for the platforms. */
export function geckodriverArchive(version, { platform, arch }, base = 'https://github.com') {
  const target = {
    'linux x64': 'linux64',
    'linux arm64': 'linux-aarch64',
    'darwin x64': 'macos',
    'darwin arm64': 'macos-aarch64',
  }[`${platform} ${arch}`];
  if (!target) return [];
  const name = `geckodriver-v${version}-${target}.tar.gz`;
  return [`${base}/mozilla/geckodriver/releases/download/v${version}/${name}`];
}

/**
 * Fetches the archives and puts what is in them into `folder`. Resolves with `null` when all went well, else with
 * the reason: building from source is the answer to each of them. `strip` folders of an archive's paths are left out.
 */
export async function fetchReleases(list, folder, run, { times = TIMES, strip = 1 } = {}) {
  if (list.length === 0) return 'no ready-made programs for this platform';
  mkdirSync(folder, { recursive: true });
  const failed = new AbortController();
  const results = await Promise.all(
    list.map(async (url, index) => {
      const file = join(folder, `${index}.tar.gz`);
      const reason = await fetchRelease(url, file, folder, { run, times, strip, signal: failed.signal });
      // One missing is all missing: do not wait for the other.
      if (reason) failed.abort();
      return reason;
    }),
  );
  return results.find((reason) => reason && reason !== 'aborted') ?? null;
}

async function fetchRelease(url, file, folder, { run, times, strip, signal }) {
  const whole = AbortSignal.timeout(times.whole);
  const begin = new AbortController();
  const timer = setTimeout(() => begin.abort(), times.answer);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([whole, begin.signal, signal]) });
    clearTimeout(timer);
    if (!response.ok || !response.body) return `HTTP ${response.status} for ${url}`;
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
  } catch (error) {
    if (signal.aborted) return 'aborted';
    if (begin.signal.aborted) return `no answer within ${times.answer / 1000} s`;
    return error.cause?.code ?? error.message;
  } finally {
    clearTimeout(timer);
  }
  const unpacked = await run('tar', ['-xzf', file, '-C', folder, `--strip-components=${strip}`]);
  rmSync(file);
  return unpacked.ok ? null : `${url} could not be unpacked`;
}
