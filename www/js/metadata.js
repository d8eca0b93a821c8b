/**
 * Builds the session's metadata (the service's guide, section 3) from the choices, and applies the guide's three cases.
 */

import { sandboxMetadata } from './endings.js';

/** @import { Choices, Flow, Metadata, SandboxMetadata, Technology } from './types.d.ts' */

/** Placeholder values. The IIN cannot belong to a real person: its month of birth would be 34. */
const SAMPLE_IIN = '123456789012';
const SAMPLE_PHONE = '+77000000000';

/** @typedef {Pick<Choices, 'iinChangeable' | 'phoneChangeable' | 'skipInput'>} Rule */

/** @type {Record<'1' | '2' | '3', Rule>} */
const CASES = {
  1: { iinChangeable: false, phoneChangeable: false, skipInput: true },
  2: { iinChangeable: false, phoneChangeable: true, skipInput: false },
  3: { iinChangeable: true, phoneChangeable: true, skipInput: false },
};

/**
 * Returns the choices of a case of the guide. An IIN or phone number that is already entered is kept.
 *
 * @param {Choices['preset']} preset
 * @param {Choices} choices
 * @returns {Partial<Choices>}
 */
export function applyPreset(preset, choices) {
  if (preset === '') return { preset };
  return { preset, iin: choices.iin || SAMPLE_IIN, phone: choices.phone || SAMPLE_PHONE, ...CASES[preset] };
}

/**
 * Returns the case of the guide that the choices match; empty if they match none.
 *
 * @param {Choices} choices
 * @returns {Choices['preset']}
 */
export function matchPreset(choices) {
  if (!choices.iin || !choices.phone) return '';
  const found = Object.entries(CASES).find(([, rule]) =>
    Object.entries(rule).every(([name, value]) => choices[/** @type {keyof Rule} */ (name)] === value),
  );
  return /** @type {Choices['preset']} */ (found?.[0] ?? '');
}

/**
 * Returns which of the guide's three conditions for skipping the form are met.
 *
 * @param {Choices} choices
 */
export function skipConditions(choices) {
  return {
    values: choices.iin !== '' && choices.phone !== '',
    locked: !choices.iinChangeable && !choices.phoneChangeable,
    asked: choices.skipInput,
  };
}

/**
 * Returns whether metadata of a technology can have an effect in a flow; `true` if the flow's steps are unknown.
 *
 * @param {Flow} flow
 * @param {Technology} technology
 */
export const appliesTo = (flow, technology) =>
  flow.technologies.length === 0 || flow.technologies.includes(technology);

/**
 * Returns the metadata to send; `undefined` if all values are the guide's defaults.
 *
 * @param {Choices} choices
 * @param {Flow} flow
 * @returns {Metadata | undefined}
 */
export function buildMetadata(choices, flow) {
  /** @type {Metadata} */
  const metadata = {};
  if (appliesTo(flow, 'ED')) {
    const iin = field(choices.iin, choices.iinChangeable);
    const phone = field(choices.phone, choices.phoneChangeable);
    /** @type {NonNullable<Metadata['edocument']>} */
    const edocument = {
      ...(iin && { iin }),
      ...(phone && { phone }),
      ...(choices.skipInput && { skip_input: true }),
    };
    if (Object.keys(edocument).length > 0) metadata.edocument = edocument;
  }
  if (choices.photo && appliesTo(flow, 'F2F')) metadata.face2face = { photo1: choices.photo.base64 };
  const interchangeable = choices.interchangeable.filter((technology) => appliesTo(flow, technology));
  if (interchangeable.length > 0) metadata.general = { interchangeable_tech: interchangeable };
  return Object.keys(metadata).length > 0 ? metadata : undefined;
}

/**
 * Returns the metadata of the request: that of the service, and the ending for the sandbox. `undefined` if there is
 * none.
 *
 * @param {Choices} choices
 * @param {Flow} flow
 * @returns {Metadata & { sandbox?: SandboxMetadata } | undefined}
 */
export function requestMetadata(choices, flow) {
  const metadata = buildMetadata(choices, flow);
  const sandbox = sandboxMetadata(choices);
  return sandbox ? { ...metadata, sandbox } : metadata;
}

/**
 * @param {string} value
 * @param {boolean} changeable
 * @returns {{ value?: string, changeable?: false } | undefined}
 */
function field(value, changeable) {
  if (value === '' && changeable) return undefined;
  return { ...(value && { value }), ...(!changeable && { changeable: /** @type {const} */ (false) }) };
}
