import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Versions of the tools that are built from crates.io. */
export const WASM_PACK = '0.15.1';
export const GECKODRIVER = '0.37.1';
export const CARGO_MUTANTS = '27.1.0';

/** The compilation target for browsers. */
export const TARGET = 'wasm32-unknown-unknown';

const find = (root, file, pattern) => pattern.exec(readFileSync(join(root, file), 'utf8'))[1];

/** Returns wasm-bindgen's version in Cargo.lock: wasm-pack accepts only a wasm-bindgen command of that version. */
export const bindgenVersion = (root) => find(root, 'Cargo.lock', /^name = "wasm-bindgen"\nversion = "(.*)"/m);

/** Returns the oldest version of Rust that the project supports. */
export const minimumRust = (root) => find(root, 'Cargo.toml', /^rust-version = "(.*)"/m);

/** Returns whether a version such as `1.95.0` is `minimum` or newer; `minimum` may omit its last numbers. */
export const atLeast = (version, minimum) => version.localeCompare(minimum, 'en', { numeric: true }) >= 0;

/**
 * Parses the output of `rustc -vV`; the fields are empty if there is no output.
 *
 * @returns {{ release: string, commit: string, host: string }}
 */
export function rustcFields(text) {
  const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  return { release: field('release'), commit: field('commit-hash').slice(0, 9), host: field('host') };
}
