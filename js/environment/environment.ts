/**
 * Detects reasons why a session cannot run, and the modes in which it can. Written in TypeScript, because it must work
 * where WebAssembly does not.
 */

import { FlowWidgetError } from '../shared/error-class.js';
import type { EnvironmentOptions, EnvironmentReport, Mode } from '../shared/types.js';
import { type Device, inspectDevice, probeDevice } from './device.js';
import { findingsOf } from './findings.js';
import { readInApp } from './in-app.js';
import { recommend, rulesOut, usableModes } from './modes.js';
import { readOptions } from './options.js';
import { blocksHostedFrame, originOf, readWasm } from './page.js';
import { tryOr, withSignal } from './query.js';

export { setErrorClass } from '../shared/error-class.js';

/**
 * Implements the package's `checkEnvironment`.
 *
 * @throws FlowWidgetError `invalid-config` if the options are not valid, `unsupported-environment` outside a page; or
 * the reason of an aborted signal
 */
export async function checkEnvironment(given?: EnvironmentOptions): Promise<EnvironmentReport> {
  const options = readOptions(given);
  if (!globalThis.document) {
    throw new FlowWidgetError(
      'unsupported-environment',
      'There is no page to check; call this in a page, not on a server or in a worker.',
    );
  }
  return withSignal(inspect(options), options.signal);
}

/**
 * Returns the first of the modes that can work here, without prompting the user.
 *
 * @throws FlowWidgetError `unsupported-environment` if none can work, with the reasons as its message and its
 * `findings`; also outside a page
 */
export async function chooseMode(modes: readonly Mode[], hostedUrl?: string): Promise<Mode> {
  const report = await checkEnvironment({ hostedUrl });
  const chosen = modes.find((mode) => report.modes[mode]);
  if (chosen) return chosen;
  const reasons = report.findings.filter(({ code }) => modes.some((mode) => rulesOut(code, mode)));
  throw new FlowWidgetError('unsupported-environment', reasons.map(({ message }) => message).join(' '), {
    // An app that causes the reasons is named in their messages. Its own finding has the text for the user.
    findings: report.findings.filter(
      (finding) =>
        reasons.includes(finding) || (finding.code === 'in-app-browser' && finding.severity === 'error'),
    ),
  });
}

async function inspect(options: EnvironmentOptions): Promise<EnvironmentReport> {
  const { microphone, probe, signal } = options;
  const hostedOrigin = originOf(options.hostedUrl) as string;
  const devices: Device[] = microphone ? ['camera', 'microphone'] : ['camera'];
  const checked = await Promise.all(devices.map(inspectDevice));
  const secureContext = tryOr(false, () => globalThis.isSecureContext === true);
  if (probe && secureContext) {
    // One after the other, so that an error is about one device. The first problem ends it, to spare the user a prompt.
    for (const [index, check] of checked.entries()) {
      if (check.problem || !check.report.supported || signal?.aborted) break;
      const probed = await probeDevice(devices[index] as Device, check);
      checked[index] = probed;
      if (probed.problem) break;
    }
  }
  const [camera, sound] = checked as [(typeof checked)[number], (typeof checked)[number]?];
  const checks = {
    secureContext,
    camera: camera.report,
    microphone: sound?.report ?? null,
    wasm: readWasm(),
    inApp: readInApp(),
  };
  const findings = findingsOf({
    ...checks,
    camera,
    microphone: sound,
    hostedOrigin,
    frameBlocked:
      checked.every(({ problem }) => problem !== 'blocked') &&
      devices.some((device) => blocksHostedFrame(device, hostedOrigin)),
  });
  const modes = usableModes(findings.map(({ code }) => code));
  return {
    ok: findings.every(({ severity }) => severity !== 'error'),
    ...checks,
    modes,
    recommended: recommend(modes, checks.inApp),
    findings,
  };
}
