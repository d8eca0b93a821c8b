import { FlowWidgetError } from './error.js';

/** Throws where there is no page, before anything is fetched or compiled: some servers can do neither. */
export function needPage(): void {
  if (globalThis.document) return;
  throw new FlowWidgetError(
    'unsupported-environment',
    'There is no page here; call this in a page, not on a server or in a worker.',
  );
}
