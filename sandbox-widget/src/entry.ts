// The part that the outputs of the build share: the script's own origin and the fault to simulate.
import { faultOf, simulatedError } from './faults';
import { requestedFault, serviceOrigin } from './injected';
import { type Service, startSession } from './widget';

const fault = faultOf(requestedFault());
if (fault === 'script-throws') throw simulatedError(fault);

/** The sandbox service that served the script, and the fault that it injected. */
export const service: Service = { origin: serviceOrigin(), fault };

/**
 * Starts a session. Takes `{ id | session_id, selector, locale }`, as in the service's guide. `undefined` with
 * the fault `global-missing`.
 */
export const start =
  fault === 'global-missing' ? undefined : (config: unknown): Promise<void> => startSession(config, service);
