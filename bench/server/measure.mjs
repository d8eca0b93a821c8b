/** Sends requests to a server, over connections that are kept open. */
import { Agent, request } from 'node:http';
import { processorTime } from './process.mjs';

/** How many requests are under way at a time. */
const CONCURRENCY = 32;
/** How long the server is warmed up, in s. */
const WARM_UP = 2;
const USER = { Authorization: 'Bearer anna-demo-token' };

/** Sends one request; returns status and body. */
function send(agent, url, { method = 'GET', headers, body }) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends requests for a time; returns the number of responses. Fails if a response has another status. */
async function load(agent, seconds, expected, next) {
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const loop = async () => {
    while (performance.now() < end) {
      const { url, ...options } = next();
      const { status, text } = await send(agent, url, options);
      if (status !== expected) throw new Error(`${options.method ?? 'GET'} ${url}: ${status} ${text}`);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, loop));
  return count;
}

/**
 * Measures how many sessions a server creates, and how many verdicts it returns.
 *
 * @returns for each operation, `perSecond` of time and `perProcessorSecond` of the server's own processor time. The second
 *   figure is valid, too, if the server waits for this process or for others
 */
export async function measure({ url, pid }, { seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const endpoint = `${url}/api/flow`;
  const create = {
    url: endpoint,
    method: 'POST',
    headers: { ...USER, 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' },
    body: '{}',
  };
  const { text } = await send(agent, endpoint, create);
  const { session_id, token } = JSON.parse(text);
  const read = { url: `${endpoint}/${session_id}`, headers: { ...USER, 'X-Flow-Token': token } };
  const operations = { creations: [create, 201], verdicts: [read, 200] };
  const figures = {};
  for (const [name, [options, status]] of Object.entries(operations)) {
    await load(agent, Math.min(WARM_UP, seconds), status, () => options);
    const [time, processor] = [performance.now(), processorTime(pid)];
    const count = await load(agent, seconds, status, () => options);
    figures[name] = {
      perSecond: Math.round(count / ((performance.now() - time) / 1000)),
      perProcessorSecond: Math.round(count / (processorTime(pid) - processor)),
    };
  }
  agent.destroy();
  return figures;
}
