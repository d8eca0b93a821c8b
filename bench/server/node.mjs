/** The handler on Node's http. */
import { createServer } from 'node:http';
import { createFlowHandler, toNodeHandler } from '../../dist/server.js';
import { currentUser } from './user.mjs';

const handler = createFlowHandler({
  apiKey: process.env.FLOW_API_KEY,
  baseUrl: process.env.FLOW_BASE_URL,
  authorize: currentUser,
});
const server = createServer(toNodeHandler(handler));
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
