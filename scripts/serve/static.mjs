import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.ico': 'image/x-icon',
};

/** The page of `www/` at `/` and the built package at `/dist/`, under the policy that the README asks for. */
export function staticFiles({ config }) {
  const hosts =
    config.mode === 'production' ? [...new Set(config.src.map((src) => new URL(src).origin))].join(' ') : '';
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval' ${hosts}`,
    `connect-src 'self' ${hosts && 'https: wss:'}`,
    "img-src 'self' data: blob: https:",
    "media-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('Method Not Allowed', { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const path = fileFor(new URL(request.url).pathname);
    const body = path && (await readFile(path).catch(() => null));
    if (!body) return new Response('Not Found', { status: 404 });
    return new Response(body, {
      headers: {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': policy,
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      },
    });
  };
}

/** The file that a path names, or nothing if it points out of the two folders. */
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
