/** Reading version numbers out of what tools print and lock files hold. Pure: no file, no process. */

/** The first `1.2.3` (or `1.2.3.4`) in a text, as numbers; `null` when there is none. */
export function parseVersion(text) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text);
  return match
    ? match
        .slice(1)
        .filter((part) => part !== undefined)
        .map(Number)
    : null;
}

/** Is `version` the same as `least` or newer? Parts that are left out count as 0. */
export function atLeast(version, least) {
  for (let i = 0; i < Math.max(version.length, least.length); i += 1) {
    const difference = (version[i] ?? 0) - (least[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The version of a package in the text of a Cargo.lock; `null` when it is not there. */
export function lockedVersion(lock, name) {
  for (const block of lock.split('[[package]]')) {
    if (/^name = "(.*)"$/m.exec(block)?.[1] === name) {
      return /^version = "(.*)"$/m.exec(block)?.[1] ?? null;
    }
  }
  return null;
}

/** `rust-version` of a Cargo.toml, as numbers. */
export function rustVersionOf(manifest) {
  const text = /^rust-version\s*=\s*"([^"]+)"/m.exec(manifest)?.[1];
  return text ? parseVersion(text) : null;
}

/**
 * What `rustc -vV` says about itself.
 *
 * @returns {{ release: string, commit: string, host: string, llvm: number } | null}
 */
export function parseRustc(text) {
  const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1];
  const release = field('release');
  const host = field('host');
  if (!release || !host) return null;
  const commit = (field('commit-hash') ?? 'unknown').slice(0, 9);
  return { release, commit, host, llvm: Number.parseInt(field('LLVM version') ?? '0', 10) };
}

/** The candidate of a package in the output of `apt-cache policy NAME`; `null` when apt has none. */
export function aptCandidate(policy) {
  const version = /^\s*Candidate: (.*)$/m.exec(policy)?.[1];
  return version && version !== '(none)' ? version : null;
}
