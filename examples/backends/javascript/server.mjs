/** A backend for `verify()` with Node's `http`: the rules of the protocol are in `createFlowHandler`. */
import { createServer } from 'node:http';
import { createFlowHandler, toNodeHandler } from 'flow-widget-loader/server';

const { FLOW_API_KEY, FLOW_BASE_URL, FLOW_ALLOWED_ORIGIN, PORT = '0' } = process.env;

/** Your application's own authentication belongs here. This one is for demonstrations only. */
function currentUser({ headers }) {
  return /^Bearer (\w+)-demo-token$/.exec(headers.get('authorization') ?? '')?.[1] ?? null;
}

const handler = createFlowHandler({
  apiKey: FLOW_API_KEY,
  authorize: currentUser,
  path: '/api/flow',
  ...(FLOW_BASE_URL && { baseUrl: FLOW_BASE_URL }),
  ...(FLOW_ALLOWED_ORIGIN && { cors: { origins: [FLOW_ALLOWED_ORIGIN] } }),
});

const server = createServer(toNodeHandler(handler));
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
