/**
 * The stand-in for the service's hosted page. Its buttons end the session as a user does: each sets what the backend
 * says about the session, then sends a message to the page, if there is a connection to it.
 */
import { HEADERS } from './reply.mjs';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>hosted</title>
<link rel="icon" href="data:,">
<h1>Hosted page</h1>
<button id="ok">Pass</button> <button id="failed">Fail</button> <button id="cancelled">Give up</button>
<script>
  for (const button of document.querySelectorAll('button'))
    button.onclick = async () => {
      await fetch('../verdict/' + button.id, { method: 'POST' });
      document.title = 'ended';
      (window.opener ?? window.parent).postMessage('end', '*');
    };
</script>
</html>`;

/**
 * Serves the page, with the fault that `hosted` in its query names. A POST sets the fault of the backend's verdicts, or
 * breaks the backend's connections.
 */
export async function hosted({ run, rest, url, request, response }) {
  const [action, name] = rest.split('/');
  if (request.method === 'POST') {
    if (action === 'verdict') run.verdict = name;
    else run.isBroken = name === 'off';
    return response.writeHead(204, HEADERS).end();
  }
  const fault = url.searchParams.get('hosted');
  if (fault === 'hang') return undefined;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
  if (fault === 'refuses-frames') headers['x-frame-options'] = 'DENY';
  return response.writeHead(200, headers).end(PAGE);
}
