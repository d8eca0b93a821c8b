import type { Advice } from './types.js';

/** The advice of each text, and whether another attempt makes sense. */
export const SITUATIONS = {
  passed: ['none', false],
  pending: ['none', false],
  cancelled: ['retry', true],
  interrupted: ['retry', true],
  expired: ['retry', true],
  timeout: ['retry', true],
  light: ['light', true],
  eyes: ['eyes', true],
  mask: ['mask', true],
  clearFace: ['face', true],
  faceDistance: ['face', true],
  coveredFace: ['face', true],
  unconfirmed: ['retry', true],
  photo: ['retry', true],
  used: ['retry', true],
  request: ['retry', true],
  service: ['retry', true],
  busy: ['retry', true],
  start: ['retry', true],
  active: ['retry', true],
  failed: ['retry', true],
  network: ['network', true],
  camera: ['camera', true],
  cameraDenied: ['camera', true],
  cameraMissing: ['camera', true],
  cameraBusy: ['camera', true],
  microphoneDenied: ['microphone', true],
  microphoneMissing: ['microphone', true],
  microphoneBusy: ['microphone', true],
  browser: ['browser', false],
  inApp: ['browser', false],
  signIn: ['none', false],
  unavailable: ['support', false],
} as const satisfies Record<string, readonly [advice: Advice, retry: boolean]>;

/** What a text is about. */
export type Situation = keyof typeof SITUATIONS;

/** The texts of one language. */
export type Texts = Readonly<Record<Situation, string>>;
