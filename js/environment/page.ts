/** Facts about the page and its browser. */
import type { EnvironmentReport } from '../shared/types.js';
import { type Device, readPolicy } from './device.js';
import { tryOr } from './query.js';

/** Returns the origin of the hosted page, by default the service's; undefined if the URL is not valid. */
export function originOf(hostedUrl: unknown): string | undefined {
  if (hostedUrl == null) return 'https://remote.biometric.kz';
  return tryOr(undefined, () => {
    const { protocol, username, password, origin } = new URL(hostedUrl as string, document.baseURI);
    const isValid = typeof hostedUrl === 'string' && /^https?:$/.test(protocol) && !username && !password;
    return isValid ? origin : undefined;
  });
}

/** The smallest valid module: the magic number and the version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Returns whether WebAssembly can run. */
export function readWasm(): EnvironmentReport['wasm'] {
  if (typeof tryOr(undefined, () => WebAssembly.Module) !== 'function') return 'missing';
  // If the Content-Security-Policy blocks WebAssembly, WebKit still compiles a module, but fails to instantiate it.
  return tryOr(
    'blocked',
    () => new WebAssembly.Instance(new WebAssembly.Module(EMPTY_MODULE)) && 'available',
  );
}

/** Returns whether the page is in a frame. */
export const isFramed = () => tryOr(true, () => window.top !== window);

/** Returns whether the main pointer is a finger. */
export const isTouch = () => tryOr(false, () => matchMedia('(pointer: coarse)').matches);

/** Returns the origin of the page, for messages. */
export const pageOrigin = () => tryOr('this page', () => location.origin);

/**
 * Returns whether the page's policy blocks a device in a frame of the hosted page, whatever the frame's `allow` says.
 * The element is not in the document, so that it loads nothing. Chromium only; `false` in other browsers.
 */
export const blocksHostedFrame = (device: Device, hostedOrigin: string) =>
  tryOr(false, () => {
    const frame = document.createElement('iframe');
    frame.allow = `${device} *`;
    frame.src = hostedOrigin;
    return readPolicy(frame, device) === 'blocked';
  });
