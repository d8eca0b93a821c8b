import { FlowWidgetError } from '../shared/error-class.js';
import type { DialogOptions, Mode, SessionConfig } from '../shared/types.js';
import { type Labels, labelsFor } from './labels.js';

/** The part of a config that the dialog uses. */
export interface DialogConfig {
  readonly labels: Labels;
  readonly size: NonNullable<DialogOptions['size']>;
  /** Whether there is a source of the session id. Without one, the core rejects the config at once. */
  readonly canStart: boolean;
}

/** What the dialog's chunk has to do, and the part of the config that it uses for that. */
export interface PrepareConfig extends DialogConfig {
  readonly preflight: boolean;
  /** The modes to try, in order. */
  readonly modes: readonly Mode[];
  readonly hostedUrl: string | undefined;
  /** The time limit for loading the check of `preflight`, in ms. */
  readonly limit: number | undefined;
  readonly needsDialog: boolean;
}

/**
 * Reads a config.
 *
 * @throws FlowWidgetError `invalid-config` if `dialog` is not valid
 */
export function readConfig(config: SessionConfig): PrepareConfig {
  const fields = readFields(config);
  const { preflight, selector, container, locale, dialog, timeouts, mode, fallback, hostedUrl, ...source } =
    fields;
  const needsDialog = (selector ?? container) == null;
  const options = needsDialog ? readOptions(dialog) : {};
  return {
    preflight: !!preflight,
    modes: readModes(mode, fallback),
    hostedUrl: typeof hostedUrl === 'string' ? hostedUrl : undefined,
    limit: readLimit(timeouts),
    needsDialog,
    labels: labelsFor(locale, options),
    size: options.size ?? 'auto',
    canStart: Object.values(source).some((value) => value != null),
  };
}

const MODES: readonly unknown[] = ['widget', 'frame', 'window', 'redirect'];

/** Returns the valid modes: `verify` reports an invalid one. */
function readModes(mode: unknown, fallback: unknown): Mode[] {
  const modes = [mode ?? 'widget', fallback].filter((value): value is Mode => MODES.includes(value));
  return modes.length > 0 ? modes : ['widget'];
}

const FIELDS = [
  ...['preflight', 'selector', 'container', 'locale', 'dialog', 'timeouts'],
  ...['mode', 'fallback', 'hostedUrl'],
  ...['id', 'session_id', 'endpoint', 'backend'],
] as const;

/** Reads the fields. One that throws counts as missing: the core reads it again and reports the error. */
function readFields(config: SessionConfig): Record<(typeof FIELDS)[number], unknown> {
  const fields = {} as Record<string, unknown>;
  for (const name of FIELDS) {
    try {
      fields[name] = config[name as 'id'];
    } catch {
      // A container that cannot be read needs no dialog.
      fields[name] = name === 'selector' || undefined;
    }
  }
  return fields as ReturnType<typeof readFields>;
}

/** Returns `timeouts.script` if it is valid, and 49 days for 0, no limit. The core reports an invalid one. */
function readLimit(timeouts: unknown): number | undefined {
  try {
    return (((timeouts as SessionConfig['timeouts'])?.script as number) - 1) >>> 0 || undefined;
  } catch {
    return undefined;
  }
}

const TEXTS = ['title', 'closeLabel', 'loadingText', 'waitingText'] as const;

function readOptions(dialog: unknown): DialogOptions {
  if (dialog == null) return {};
  if (typeof dialog !== 'object') throw invalid('dialog', 'an object', dialog);
  const options: DialogOptions = {};
  try {
    for (const name of TEXTS) {
      const text: unknown = (dialog as DialogOptions)[name];
      if (text == null) continue;
      if (typeof text !== 'string' || text.trim() === '')
        throw invalid(`dialog.${name}`, 'a non-empty string', text);
      options[name] = text;
    }
    const { size } = dialog as DialogOptions;
    if (size != null && size !== 'auto' && size !== 'viewport')
      throw invalid('dialog.size', '"auto" or "viewport"', size);
    return size ? { ...options, size } : options;
  } catch (cause) {
    if (cause instanceof FlowWidgetError) throw cause;
    const message = 'Reading `dialog` threw an error; see `cause`.';
    throw new FlowWidgetError('invalid-config', message, { cause });
  }
}

function invalid(field: string, expected: string, actual: unknown): FlowWidgetError {
  const got = typeof actual === 'string' ? JSON.stringify(actual) : actual === null ? 'null' : typeof actual;
  return new FlowWidgetError('invalid-config', `\`${field}\` must be ${expected}; got ${got}.`);
}
