/**
 * What is in the way of a session, before anything is shown to the person and without asking them. TypeScript,
 * as it must work where WebAssembly does not.
 */

import { FlowWidgetError } from '../shared/error.js';
import type { EnvironmentReport } from '../shared/types.js';
import { findingsOf } from './findings.js';

/** How long a browser may take to answer one question, in ms. */
const PATIENCE = 2_000;
/** The smallest module: the magic number and the version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

let running: Promise<EnvironmentReport> | undefined;

/**
 * As `checkEnvironment` of the package. Those who ask at the same time share one look.
 *
 * @throws FlowWidgetError `unsupported-environment` where there is no page; if `strict`, also if anything is in the
 * way, with `findings`
 */
export async function checkEnvironment(strict = false): Promise<EnvironmentReport> {
  running ??= look().finally(() => {
    running = undefined;
  });
  const report = await running;
  const { findings } = report;
  if (!strict || findings.length === 0) return report;
  throw new FlowWidgetError('unsupported-environment', findings.map(({ message }) => message).join(' '), {
    findings,
  });
}

async function look(): Promise<EnvironmentReport> {
  if (!globalThis.document) {
    throw new FlowWidgetError(
      'unsupported-environment',
      'There is no page here to look at; call this in a page, not on a server or in a worker.',
    );
  }
  const secureContext = attempt(() => globalThis.isSecureContext === true, false);
  const supported = attempt(() => typeof navigator.mediaDevices.getUserMedia === 'function', false);
  const policy = attempt(readPolicy, 'unknown');
  // Where there is no use in asking, a browser's answer would only mislead.
  const [permission, present] = await Promise.all([
    bounded(readPermission, 'unknown'),
    supported && policy !== 'blocked' ? bounded(hasCamera, null) : null,
  ]);
  const seen = { secureContext, camera: { supported, permission, policy, present }, wasm: readWasm() };
  const findings = findingsOf(seen);
  return { ok: findings.length === 0, ...seen, findings };
}

type Camera = EnvironmentReport['camera'];

async function readPermission(): Promise<Camera['permission']> {
  const { state } = await navigator.permissions.query({ name: 'camera' });
  return state === 'granted' || state === 'denied' || state === 'prompt' ? state : 'unknown';
}

function readPolicy(): Camera['policy'] {
  interface Policy {
    allowsFeature(name: string): unknown;
  }
  const page = document as { permissionsPolicy?: Policy; featurePolicy?: Policy };
  const allowed = (page.permissionsPolicy ?? page.featurePolicy)?.allowsFeature('camera');
  return typeof allowed === 'boolean' ? (allowed ? 'allowed' : 'blocked') : 'unknown';
}

async function hasCamera(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some(({ kind }) => kind === 'videoinput');
}

function readWasm(): EnvironmentReport['wasm'] {
  if (typeof attempt(() => WebAssembly.Module, undefined) !== 'function') return 'missing';
  // WebKit compiles where a policy forbids wasm, and refuses the instance.
  return attempt(
    () => new WebAssembly.Instance(new WebAssembly.Module(EMPTY_MODULE)) && 'available',
    'blocked',
  );
}

/** What is asked of a browser may be patched, or missing. */
function attempt<T>(ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}

/** The same for what may also never answer. */
async function bounded<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, otherwise);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
}
