/** A service that creates sessions and returns results at once, so that the servers wait for nothing. */
import { createServer } from 'node:http';

const RESULT = {
  technologies: [{ name: 'Liveness', code: 'LDHP', description: 'Detect liveness' }],
  status: 'FINISHED',
  flow_session_result: true,
  liveness_result: { result: true, prediction: '0.9980' },
};

/** Starts the service. Returns its URL and `close`. */
export async function startService() {
  let count = 0;
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url, 'http://localhost');
    request.resume();
    request.on('end', () => {
      count += 1;
      const created = { session_id: `session-${count}`, technologies: ['LDHP'] };
      const result = { id: searchParams.get('session_id'), ...RESULT };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(request.method === 'POST' ? created : result));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
