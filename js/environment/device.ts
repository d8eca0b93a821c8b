/** The camera and the microphone: their state, and an attempt to open them. */
import type { DeviceReport } from '../shared/types.js';
import { tryOr, withTimeout } from './query.js';

/** The name of a device, which is also the name of its permission and of its policy. */
export type Device = 'camera' | 'microphone';

/** Why a device cannot be used. */
export type DeviceProblem = 'blocked' | 'denied' | 'missing' | 'busy';

/** What is known about a device. */
export interface DeviceCheck {
  readonly report: DeviceReport;
  readonly problem: DeviceProblem | undefined;
}

/** Reads the state of a device, without prompting the user. */
export async function inspectDevice(name: Device): Promise<DeviceCheck> {
  const supported = tryOr(false, () => typeof navigator.mediaDevices.getUserMedia === 'function');
  const policy = tryOr('unknown', () => readPolicy(document, name));
  const [permission, present] = await Promise.all([
    withTimeout('unknown', () => readPermission(name)),
    // Without access to a device, the list of devices can be empty even if one is connected.
    supported && policy !== 'blocked' ? withTimeout(null, () => isPresent(name)) : null,
  ]);
  let problem: DeviceProblem | undefined;
  if (policy === 'blocked') problem = 'blocked';
  else if (permission === 'denied') problem = 'denied';
  else if (present === false) problem = 'missing';
  return { report: { supported, permission, policy, present }, problem };
}

/** Opens a device and closes it at once. The browser may prompt the user: this waits for the answer. */
export async function probeDevice(name: Device, { report }: DeviceCheck): Promise<DeviceCheck> {
  const problem = await openBriefly(name);
  if (!problem)
    return { report: { ...report, permission: 'granted', policy: 'allowed', present: true }, problem };
  if (problem === 'missing') return { report: { ...report, present: false }, problem };
  if (problem === 'busy') return { report, problem };
  // It stays `prompt` if the user closed the prompt without an answer, and `granted` if the system refused.
  const permission = await withTimeout('unknown', () => readPermission(name));
  return { report: { ...report, permission: permission === 'unknown' ? 'denied' : permission }, problem };
}

async function openBriefly(name: Device): Promise<DeviceProblem | undefined> {
  try {
    const constraints = name === 'camera' ? { video: true } : { audio: true };
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    for (const track of stream.getTracks()) track.stop();
    return undefined;
  } catch (error) {
    // The names are from https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
    const cause = tryOr('', () => String((error as Error).name));
    if (/^(NotAllowed|Security)Error$/.test(cause)) return 'denied';
    if (/^(NotFound|Overconstrained)Error$/.test(cause)) return 'missing';
    // `NotReadableError` and `AbortError`: the device exists and is allowed, but cannot be opened.
    return 'busy';
  }
}

async function readPermission(name: Device): Promise<DeviceReport['permission']> {
  const { state } = await navigator.permissions.query({ name: name as PermissionName });
  return state === 'granted' || state === 'denied' || state === 'prompt' ? state : 'unknown';
}

/** Reads the policy of the document, or the one that an `<iframe>` will give to its document. */
export function readPolicy(node: object, name: Device): DeviceReport['policy'] {
  interface Policy {
    allowsFeature(name: string): unknown;
  }
  const { permissionsPolicy, featurePolicy } = node as { permissionsPolicy?: Policy; featurePolicy?: Policy };
  const allowed = (permissionsPolicy ?? featurePolicy)?.allowsFeature(name);
  return typeof allowed === 'boolean' ? (allowed ? 'allowed' : 'blocked') : 'unknown';
}

async function isPresent(name: Device): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some(({ kind }) => kind === (name === 'camera' ? 'videoinput' : 'audioinput'));
}
