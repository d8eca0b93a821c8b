import type { EnvironmentFinding, EnvironmentReport } from '../shared/types.js';

/** What is in the way, the root first: of two findings with one cause only the cause is told. */
export function findingsOf({
  secureContext,
  camera,
  wasm,
}: Pick<EnvironmentReport, 'secureContext' | 'camera' | 'wasm'>): EnvironmentFinding[] {
  const findings: EnvironmentFinding[] = [];
  const found = (code: EnvironmentFinding['code'], message: string) => findings.push({ code, message });

  if (!secureContext) {
    found(
      'insecure-context',
      `Browsers give no camera to this page, as it is no secure context. Serve it over https instead of ${origin()}; http://localhost will do for development. Frames around it need https as well.`,
    );
  } else if (!camera.supported) {
    found(
      'camera-unsupported',
      'This browser has no `navigator.mediaDevices.getUserMedia`. Inside of an app, open the page in a browser, or enable the camera for its web view.',
    );
  } else if (camera.policy === 'blocked') {
    found('camera-blocked', isFramed() ? frame() : PAGE);
  } else if (camera.permission === 'denied') {
    found(
      'camera-denied',
      `The camera is refused to ${origin()}, and the browser will not ask again. Allow it in the site settings of the browser (at the left of its address bar), or in the privacy settings of the system, and reload the page.`,
    );
  } else if (camera.present === false) {
    found('camera-missing', 'There is no camera. Connect one, or go on with a phone.');
  }
  if (wasm === 'missing') {
    found(
      'wasm-unsupported',
      'This browser has no WebAssembly, or it is turned off, as in Lockdown Mode. Use another browser, or turn it on for this page.',
    );
  } else if (wasm === 'blocked') {
    found(
      'wasm-blocked',
      "The page's Content-Security-Policy refuses WebAssembly. Add the source 'wasm-unsafe-eval' to its script-src, as in `Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'`.",
    );
  }
  return findings;
}

const PAGE =
  "The page's own policy refuses the camera. Send the page with the header `Permissions-Policy: camera=(self)`.";

const frame = () =>
  `The page is in a frame that refuses the camera. Write \`<iframe allow="camera">\` in the page around it; a Permissions-Policy header of that page or of this one must allow it as well, as \`Permissions-Policy: camera=(self "${origin()}")\` does.`;

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
