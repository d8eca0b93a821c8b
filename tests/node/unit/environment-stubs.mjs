// Shared by the tests of `checkEnvironment`: a simulated page, whose parts each test replaces.
import { afterEach, beforeEach } from 'node:test';
import { setErrorClass } from '../../../dist/environment.js';
import { FlowWidgetError } from '../../../dist/index.js';

setErrorClass(FlowWidgetError);

const saved = {};

/** Replaces globals until the end of the test. */
export function stub(globals) {
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in saved)) saved[name] = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}

/** Media devices of these kinds. Opening one throws, because only `probe` may do that. */
export const devices = (...kinds) => ({
  getUserMedia() {
    throw new Error('getUserMedia was called');
  },
  enumerateDevices: async () => kinds.map((kind) => ({ kind })),
});
/** Permissions with one state for all names, or with a state for each. */
export const permissions = (states) => ({
  query: async ({ name }) => ({ state: typeof states === 'object' ? (states[name] ?? 'prompt') : states }),
});
/** A policy that allows everything but these features. */
export const policyWithout = (...blocked) => ({ allowsFeature: (name) => !blocked.includes(name) });

/** A navigator with a camera and a microphone whose use is not decided. */
export const navigatorWith = (overrides) => ({
  navigator: {
    mediaDevices: devices('audioinput', 'videoinput'),
    permissions: permissions('prompt'),
    ...overrides,
  },
});

/** Makes the page a frame. */
export const FRAMED = { window: { top: {} } };
/** Makes the main pointer a finger. */
export const TOUCH = { matchMedia: (query) => ({ matches: query === '(pointer: coarse)' }) };

/** Simulates a page in which a session can run, before each test of the file. */
export function simulatePage() {
  beforeEach(() => {
    stub({
      document: { permissionsPolicy: policyWithout() },
      isSecureContext: true,
      location: { origin: 'https://shop.example' },
      ...navigatorWith(),
      window: globalThis,
      top: globalThis,
    });
  });
  afterEach(() => {
    for (const [name, descriptor] of Object.entries(saved)) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete globalThis[name];
      delete saved[name];
    }
  });
}

export const codes = ({ findings }) => findings.map(({ code }) => code);
