import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultPolicy, pageHeaders } from './policies.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The origin of the widget's script (the service's guide, section 4.2), and of the hosted page. */
const SERVICE_ORIGIN = 'https://remote.biometric.kz';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.ico': 'image/x-icon',
};

/**
 * Returns a handler for the page in `www/`, at `/`, and the built package, at `/dist/`. Responses have the
 * default policy of `policies.mjs`; with the sandbox, `/?policy=NAME` selects another one.
 *
 * @param {{ config: { mode: string, src?: string[] } }} mode
 * @param {(request: Request) => string | undefined} hostedUrlOf returns the URL of the sandbox's hosted page
 */
export function staticFiles({ config }, hostedUrlOf) {
  const production = config.mode === 'production';
  const scripts = production
    ? [...new Set(config.src?.map((src) => new URL(src).origin) ?? [SERVICE_ORIGIN])].join(' ')
    : '';
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('Method Not Allowed', { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const { pathname, searchParams, origin } = new URL(request.url);
    const path = fileFor(pathname);
    const body = path && (await readFile(path).catch(() => null));
    if (!body) return new Response('Not Found', { status: 404 });
    const policy = defaultPolicy(new URL(hostedUrlOf(request) ?? SERVICE_ORIGIN).origin, scripts);
    return new Response(body, {
      headers: {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        ...pageHeaders(policy, production ? '' : searchParams.get('policy'), origin),
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      },
    });
  };
}

/** Returns the file for a URL path, always inside `www/` or `dist/`; `undefined` if the path is malformed. */
function fileFor(pathname) {
  let name;
  try {
    name = normalize(decodeURIComponent(pathname));
  } catch {
    return;
  }
  if (name.includes('\0')) return;
  if (name.endsWith(sep)) name += 'index.html';
  return name.startsWith(`${sep}dist${sep}`) ? join(ROOT, name) : join(ROOT, 'www', name);
}
