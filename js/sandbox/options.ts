import type { SandboxWebhookEvent } from './webhook-types.js';

/**
 * When the widget shows a QR code that leads to the hosted page: never, if the device has no camera, or on every desktop
 * computer.
 */
export type SandboxQr = 'off' | 'allow' | 'always';

/** Options of {@link createSandbox}. */
export interface SandboxOptions {
  /** How long a result stays in progress after the end of its session, in ms. Default: 1,500. */
  readonly settleMs?: number | undefined;
  /**
   * The age at which a session that has not ended expires, in ms. Its status is then `EXPIRED`, which is an assumption:
   * the service documents neither the lifetime nor the status. Default: one day.
   */
  readonly lifetimeMs?: number | undefined;
  /**
   * The http(s) URLs to which the service's webhook events are sent: POST, JSON, in order for each session, with a time
   * limit of 10 s and one more attempt if the answer is not 2xx. A failure is logged with `console.warn`. Default: none.
   */
  readonly webhooks?: readonly string[] | undefined;
  /** Called with each webhook event, whether or not there are URLs. An error that it throws or rejects with is logged. */
  readonly onWebhook?: ((event: SandboxWebhookEvent) => void) | undefined;
  /** The switches "allow QR" and "always QR for desktop" of the service's flow configuration. Default: `off`. */
  readonly qr?: SandboxQr | undefined;
  /** The switch "allow retry" of liveness in the service's flow configuration. Default: `false`. */
  readonly retryLiveness?: boolean | undefined;
}

/** How a session can end. */
export type SandboxOutcome = 'passed' | 'failed' | 'cancelled' | 'expired';

/** How a session ends. */
export interface SandboxEnding {
  /** The outcome. */
  readonly outcome: SandboxOutcome;
  /**
   * Why the user did not pass; not with `passed`. Any type and detail, to test how undocumented ones are handled. Default:
   * `CALC_RESULT` "Low prediction" for `failed`, `CLIENT` "Operation aborted by user" for `cancelled`, none for `expired`.
   */
  readonly reason?: { readonly type: string; readonly detail?: string | undefined } | undefined;
  /**
   * The code of the technology at which the session ends; not with `passed`. Those before it are passed. Default: the
   * first one that the user has not passed.
   */
  readonly technology?: string | undefined;
}

/**
 * The value of `metadata.sandbox` when a session is created.
 *
 * With `outcome`, the session ends without a user: `after` ms after its creation, or else when the widget or the hosted
 * page starts it. The flow's API key followed by `+passed`, `+failed`, `+cancelled` or `+expired` has the same effect as
 * `outcome` alone.
 */
export interface SandboxSessionOptions extends Omit<SandboxEnding, 'outcome'> {
  /** The outcome. */
  readonly outcome?: SandboxOutcome | undefined;
  /** When the session ends by itself, in ms since its creation. Requires `outcome`. */
  readonly after?: number | undefined;
  /** Overrides {@link SandboxOptions.qr}. */
  readonly qr?: SandboxQr | undefined;
  /** Overrides {@link SandboxOptions.retryLiveness}. */
  readonly retryLiveness?: boolean | undefined;
}

const QR: readonly unknown[] = ['off', 'allow', 'always'] satisfies SandboxQr[];

/**
 * Checks the options.
 *
 * @throws TypeError if an option is not valid; the message names it
 */
export function checkOptions(options: SandboxOptions): void {
  const { settleMs, lifetimeMs, webhooks = [], onWebhook, qr, retryLiveness } = options;
  for (const [name, value] of Object.entries({ settleMs, lifetimeMs }))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0))
      throw invalid(name, 'a whole number of ms, 0 or more', value);
  if (!Array.isArray(webhooks)) throw invalid('webhooks', 'an array of http or https URLs', webhooks);
  for (const [index, url] of webhooks.entries()) {
    // The URL may contain a secret, so the message does not repeat it.
    if (!isHttpUrl(url)) throw new TypeError(`webhooks[${index}] must be an http or https URL.`);
  }
  if (onWebhook !== undefined && typeof onWebhook !== 'function')
    throw invalid('onWebhook', 'a function', onWebhook);
  if (qr !== undefined && !QR.includes(qr)) throw invalid('qr', '"off", "allow" or "always"', qr);
  if (retryLiveness !== undefined && typeof retryLiveness !== 'boolean')
    throw invalid('retryLiveness', 'a boolean', retryLiveness);
}

function invalid(name: string, expected: string, given: unknown): TypeError {
  return new TypeError(`${name} must be ${expected}, not ${JSON.stringify(given) ?? typeof given}.`);
}

function isHttpUrl(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}
