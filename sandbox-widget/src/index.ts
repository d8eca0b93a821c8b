// Entry point of the widget stand-in. Its export becomes the global variable `FlowWidget` or, with an
// AMD or CommonJS loader, the module's exports.
import { faultOf, simulatedError } from './faults';
import { requestedFault, serviceOrigin } from './injected';
import { startSession } from './widget';

const fault = faultOf(requestedFault());
if (fault === 'script-throws') throw simulatedError(fault);

export const FlowWidget =
  fault === 'global-missing'
    ? undefined
    : {
        /** Starts a session. Takes `{ id | session_id, selector, locale }`, as in the service's guide. */
        startSession: (config: unknown): Promise<void> => startSession(config, serviceOrigin(), fault),
      };
