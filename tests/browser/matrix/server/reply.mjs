/** Headers of every file. They disable the cache and allow the other origin to read it. */
export const HEADERS = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

export function sendJson(response, value, status = 200, headers = {}) {
  response.writeHead(status, { ...HEADERS, 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
