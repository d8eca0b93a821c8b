/**
 * Detects reasons why a session cannot run, without prompting the user. Written in TypeScript, because it must work
 * where WebAssembly does not.
 */

import { FlowWidgetError } from '../shared/error-class.js';
import type { EnvironmentReport } from '../shared/types.js';
import { findingsOf } from './findings.js';

export { setErrorClass } from '../shared/error-class.js';

/** Timeout for one query to the browser, in ms. */
const QUERY_TIMEOUT = 2_000;
/** The smallest valid module: the magic number and the version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

let running: Promise<EnvironmentReport> | undefined;

/**
 * Implements the package's `checkEnvironment`. Concurrent calls share one check.
 *
 * @param strict whether to reject if the report has findings
 * @throws FlowWidgetError `unsupported-environment` outside a page; if `strict`, also if the report has findings, which
 * the error carries as `findings`
 */
export async function checkEnvironment(strict = false): Promise<EnvironmentReport> {
  running ??= inspect().finally(() => {
    running = undefined;
  });
  const report = await running;
  const { findings } = report;
  if (!strict || findings.length === 0) return report;
  throw new FlowWidgetError('unsupported-environment', findings.map(({ message }) => message).join(' '), {
    findings,
  });
}

async function inspect(): Promise<EnvironmentReport> {
  if (!globalThis.document) {
    throw new FlowWidgetError(
      'unsupported-environment',
      'There is no page to check; call this in a page, not on a server or in a worker.',
    );
  }
  const secureContext = tryOr(false, () => globalThis.isSecureContext === true);
  const supported = tryOr(false, () => typeof navigator.mediaDevices.getUserMedia === 'function');
  const policy = tryOr('unknown', readPolicy);
  const [permission, present] = await Promise.all([
    withTimeout('unknown', readPermission),
    // Without access to the camera, the list of devices can be empty even if a camera is connected.
    supported && policy !== 'blocked' ? withTimeout(null, hasCamera) : null,
  ]);
  const checks = { secureContext, camera: { supported, permission, policy, present }, wasm: readWasm() };
  const findings = findingsOf(checks);
  return { ok: findings.length === 0, ...checks, findings };
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
  if (typeof tryOr(undefined, () => WebAssembly.Module) !== 'function') return 'missing';
  // If the Content-Security-Policy blocks WebAssembly, WebKit still compiles a module, but fails to instantiate it.
  return tryOr(
    'blocked',
    () => new WebAssembly.Instance(new WebAssembly.Module(EMPTY_MODULE)) && 'available',
  );
}

/** Returns the result of a query, or `fallback` if it throws: browser APIs may be missing or patched. */
function tryOr<T>(fallback: T, query: () => T): T {
  try {
    return query();
  } catch {
    return fallback;
  }
}

/** Resolves to the result of a query, or to `fallback` if it rejects or does not settle in time. */
async function withTimeout<T>(fallback: T, query: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, QUERY_TIMEOUT, fallback);
  });
  try {
    return await Promise.race([query(), timeout]);
  } catch {
    return fallback;
  } finally {
    clearTimeout(timer);
  }
}
