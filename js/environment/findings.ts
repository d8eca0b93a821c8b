import type { EnvironmentFinding, EnvironmentReport } from '../shared/types.js';
import type { Device, DeviceCheck } from './device.js';
import { isFramed, pageOrigin } from './page.js';

/** What has been checked. */
export interface Checks extends Pick<EnvironmentReport, 'secureContext' | 'wasm' | 'inApp'> {
  readonly camera: DeviceCheck;
  /** `undefined` if the microphone is not needed. */
  readonly microphone: DeviceCheck | undefined;
  /** Whether the page's policy blocks a device in a frame of the hosted page. */
  readonly frameBlocked: boolean;
  readonly hostedOrigin: string;
}

/** Returns the findings of a check, with at most one for each device: the root cause. Warnings come last. */
export function findingsOf(checks: Checks): EnvironmentFinding[] {
  const { secureContext, camera, microphone, wasm, inApp, frameBlocked, hostedOrigin } = checks;
  const findings: EnvironmentFinding[] = [];
  const add = (
    code: EnvironmentFinding['code'],
    message: string,
    severity: EnvironmentFinding['severity'] = 'error',
  ) => findings.push({ code, severity, message });
  const app = inApp && appMessage(inApp);
  const { supported } = camera.report;
  // The app may be the cause if the camera does not exist for the page, or is denied. It is not the cause of a policy
  // of the page, and not of a camera that is in use.
  const isAppCause = app && secureContext && (!supported || /denied|missing/.test(camera.problem ?? ''));

  // First, because its fix is the only one that can help then.
  if (isAppCause) add('in-app-browser', app);
  if (!secureContext) {
    add(
      'insecure-context',
      `This page is not a secure context, so browsers block the camera. Serve it over https instead of ${pageOrigin()}; for development, http://localhost works as well. Frames around the page need https too.`,
    );
  } else if (!supported) {
    add(
      'camera-unsupported',
      `This browser has no \`navigator.mediaDevices.getUserMedia\`. In an app, enable the camera for its web view, or open the page in a browser.${isAppCause ? ` ${app}` : ''}`,
    );
  } else {
    const devices: Device[] = microphone ? ['camera', 'microphone'] : ['camera'];
    for (const device of devices) {
      const check = device === 'camera' ? camera : microphone;
      if (!check?.problem) continue;
      const message = deviceMessage(device, check, devices, hostedOrigin);
      add(`${device}-${check.problem}`, isAppCause ? `${message} ${app}` : message);
    }
  }
  if (wasm === 'missing') {
    add(
      'wasm-unsupported',
      'This browser has no WebAssembly, or it is disabled, for example by Lockdown Mode. Use another browser, or enable it for this page.',
    );
  } else if (wasm === 'blocked') {
    add(
      'wasm-blocked',
      "The page's Content-Security-Policy blocks WebAssembly. Add 'wasm-unsafe-eval' to its script-src, as in `Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'`.",
    );
  }
  if (frameBlocked) {
    add(
      'frame-blocked',
      `The page's Permissions-Policy blocks the camera or the microphone in a frame of ${hostedOrigin}, so the mode \`frame\` cannot work. Send the page with the header \`Permissions-Policy: ${policyFor(microphone ? ['camera', 'microphone'] : ['camera'], hostedOrigin)}\`.`,
      'warning',
    );
  }
  if (app && !isAppCause) add('in-app-browser', app, 'warning');
  return findings;
}

const appMessage = (app: string) =>
  `This page is in ${app === 'WebView' ? 'the web view of an app' : `the in-app browser of ${app}`}, which may not support the camera or pop-up windows. Open the page in the browser of the system, such as Chrome or Safari.`;

function deviceMessage(
  device: Device,
  { problem, report }: DeviceCheck,
  devices: readonly Device[],
  hostedOrigin: string,
): string {
  const settings =
    "in the browser's site settings (next to the address bar) or in the privacy settings of the system, then reload the page.";
  // Where the policy cannot be read, a frame that blocks the device looks like a user who denies it.
  const hint =
    report.policy === 'unknown' && isFramed()
      ? ` If the frame around this page blocks it: ${frameFix(devices)}`
      : '';
  switch (problem) {
    case 'blocked':
      return isFramed()
        ? `This page is in a frame that blocks the ${device}. ${frameFix(devices)}`
        : pageMessage(device, devices, hostedOrigin);
    case 'denied':
      return report.permission === 'denied'
        ? `The ${device} permission is denied for ${pageOrigin()}, and the browser will not ask again. Allow it ${settings}${hint}`
        : `The user or the system refused access to the ${device} for ${pageOrigin()}. Ask again, or allow it ${settings}${hint}`;
    case 'missing':
      return `This device has no ${device}. Connect one, or continue on a phone.`;
    default:
      return `The ${device} could not be opened: another app or browser tab may be using it. Close the other app or tab, then try again.`;
  }
}

/** Returns a Permissions-Policy that allows the devices for the page, and for another origin. */
const policyFor = (devices: readonly Device[], origin?: string) =>
  devices.map((device) => `${device}=(self${origin ? ` "${origin}"` : ''})`).join(', ');

const pageMessage = (device: Device, devices: readonly Device[], hostedOrigin: string) =>
  `The page's Permissions-Policy blocks the ${device}. Send the page with the header \`Permissions-Policy: ${policyFor(devices)}\`, or for the mode \`frame\` with \`${policyFor(devices, hostedOrigin)}\`.`;

const frameFix = (devices: readonly Device[]) =>
  `Use \`<iframe allow="${devices.join('; ')}">\` in the page around it. The Permissions-Policy headers of both pages must allow it as well, as \`Permissions-Policy: ${policyFor(devices, pageOrigin())}\` does.`;
