/**
 * The Content-Security-Policy that the README asks for, and the headers of `/?policy=NAME`: what a page meets whose
 * own headers are stricter than the widget can bear, or as strict as it can.
 */

/** The usual policy; `hosts` are those of the widget's script, if it is of another origin. */
export function usualPolicy(hosts = '') {
  return {
    'default-src': "'self'",
    'script-src': `'self' 'wasm-unsafe-eval' ${hosts}`.trim(),
    'connect-src': hosts ? "'self' https: wss:" : "'self'",
    'img-src': "'self' data: blob: https:",
    'media-src': "'self' blob:",
    'style-src': "'self' 'unsafe-inline'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
  };
}

const VARIANTS = {
  // The sandbox's script is of the page's own origin: only paths can tell it from the rest.
  'no-script-host': (origin) => ({
    'script-src': `${origin}/js/ ${origin}/dist/ 'wasm-unsafe-eval'`,
  }),
  'no-wasm': () => ({ 'script-src': "'self'" }),
  'trusted-types': () => ({
    'require-trusted-types-for': "'script'",
    'trusted-types': 'flow-widget-loader',
  }),
  'trusted-types-none': () => ({ 'require-trusted-types-for': "'script'", 'trusted-types': "'none'" }),
};

/** The headers of a page; an unknown name gets the usual ones. */
export function pageHeaders(policy, name, origin) {
  const variant = Object.hasOwn(VARIANTS, name) ? VARIANTS[name](origin) : {};
  return {
    'content-security-policy': written({ ...policy, ...variant }),
    ...(name === 'no-camera' && { 'permissions-policy': 'camera=()' }),
  };
}

const written = (policy) =>
  Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; ');
