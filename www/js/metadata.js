/** From the choices to the metadata of the guide, and back from the guide's cases to choices. */

/** @import { Choices, Flow, Metadata, Technology } from './types.d.ts' */

/** Placeholders of the guide; a month 34 makes sure that the IIN is nobody's. */
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
 * The choices that make up a case of the guide; values that are already there stay.
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
 * The case of the guide that the choices equal, if any.
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
 * The guide's three conditions for skipping the form.
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
 * Whether metadata of a technology can matter in a flow; of a flow with unknown steps, all can.
 *
 * @param {Flow} flow
 * @param {Technology} technology
 */
export const concerns = (flow, technology) =>
  flow.technologies.length === 0 || flow.technologies.includes(technology);

/**
 * The metadata to send, or `undefined` when nothing differs from the guide's defaults.
 *
 * @param {Choices} choices
 * @param {Flow} flow
 * @returns {Metadata | undefined}
 */
export function buildMetadata(choices, flow) {
  /** @type {Metadata} */
  const metadata = {};
  if (concerns(flow, 'ED')) {
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
  if (choices.photo && concerns(flow, 'F2F')) metadata.face2face = { photo1: choices.photo.base64 };
  const interchangeable = choices.interchangeable.filter((technology) => concerns(flow, technology));
  if (interchangeable.length > 0) metadata.general = { interchangeable_tech: interchangeable };
  return Object.keys(metadata).length > 0 ? metadata : undefined;
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
