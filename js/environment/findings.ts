import type { EnvironmentFinding, EnvironmentReport } from '../shared/types.js';

/** Returns the findings for a check, with at most one about the camera: the root cause. */
export function findingsOf({
  secureContext,
  camera,
  wasm,
}: Pick<EnvironmentReport, 'secureContext' | 'camera' | 'wasm'>): EnvironmentFinding[] {
  const findings: EnvironmentFinding[] = [];
  const add = (code: EnvironmentFinding['code'], message: string) => findings.push({ code, message });

  if (!secureContext) {
    add(
      'insecure-context',
      `This page is not a secure context, so browsers block the camera. Serve it over https instead of ${origin()}; for development, http://localhost works as well. Frames around the page need https too.`,
    );
  } else if (!camera.supported) {
    add(
      'camera-unsupported',
      'This browser has no `navigator.mediaDevices.getUserMedia`. In an app, enable the camera for its web view, or open the page in a browser.',
    );
  } else if (camera.policy === 'blocked') {
    add('camera-blocked', isFramed() ? frameMessage() : PAGE_MESSAGE);
  } else if (camera.permission === 'denied') {
    add(
      'camera-denied',
      `The camera permission is denied for ${origin()}, and the browser will not ask again. Allow it in the browser's site settings (next to the address bar) or in the privacy settings of the system, then reload the page.`,
    );
  } else if (camera.present === false) {
    add('camera-missing', 'This device has no camera. Connect one, or continue on a phone.');
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
  return findings;
}

const PAGE_MESSAGE =
  "The page's Permissions-Policy blocks the camera. Send the page with the header `Permissions-Policy: camera=(self)`.";

const frameMessage = () =>
  `This page is in a frame that blocks the camera. Use \`<iframe allow="camera">\` in the page around it. The Permissions-Policy headers of both pages must allow it as well, as \`Permissions-Policy: camera=(self "${origin()}")\` does.`;

function isFramed(): boolean {
  try {
    return window.top !== window;
  } catch {
    return true;
  }
}

function origin(): string {
  try {
    return location.origin;
  } catch {
    return 'this page';
  }
}
