// Entry of the stand-in. What it exports becomes the global, or the module of an AMD or CommonJS loader.
import { fault as faultError, faultOf } from './faults';
import { servedFault, serviceOrigin } from './served';
import { startSession } from './widget';

const fault = faultOf(servedFault());
if (fault === 'script-throws') throw faultError(fault);

export const FlowWidget =
  fault === 'global-missing'
    ? undefined
    : {
        /** `{ id | session_id, selector, locale: 'ru' | 'en' | 'kz' }`, as the guide has it. */
        startSession: (config: unknown): Promise<void> => startSession(config, serviceOrigin(), fault),
      };
