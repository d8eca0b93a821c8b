/** Headers of every file: not cached, and readable from the other origin. */
export const HEADERS = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

export function sendJson(response, value, status = 200, headers = {}) {
  response.writeHead(status, { ...HEADERS, 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
