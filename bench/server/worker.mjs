/** The handler in workerd. */
import { createFlowHandler } from '../../dist/server.workerd.js';
import { currentUser } from './user.mjs';

let handler;

export default {
  fetch(request, env) {
    handler ??= createFlowHandler({
      apiKey: env.FLOW_API_KEY,
      baseUrl: env.FLOW_BASE_URL,
      authorize: currentUser,
    });
    return handler(request);
  },
};
