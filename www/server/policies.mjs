/**
 * The playground's Content-Security-Policy, which includes the sources that the README recommends, and the stricter
 * headers of `/?policy=NAME`, with which a session may fail.
 */

/**
 * Returns the default policy by directive.
 *
 * @param {string} [origins] origins of the widget's script, separated by spaces, if they differ from the page's
 */
export function defaultPolicy(origins = '') {
  return {
    'default-src': "'self'",
    'script-src': `'self' 'wasm-unsafe-eval' ${origins}`.trim(),
    'connect-src': origins ? "'self' https: wss:" : "'self'",
    'img-src': "'self' data: blob: https:",
    'media-src': "'self' blob:",
    'style-src': "'self' 'unsafe-inline'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
  };
}

const VARIANTS = {
  // The sandbox serves the widget's script from the page's own origin, so only paths can exclude it.
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

/** Returns the page's headers under the named policy; an unknown name gets the default one. */
export function pageHeaders(policy, name, origin) {
  const variant = Object.hasOwn(VARIANTS, name) ? VARIANTS[name](origin) : {};
  return {
    'content-security-policy': serialize({ ...policy, ...variant }),
    ...(name === 'no-camera' && { 'permissions-policy': 'camera=()' }),
  };
}

const serialize = (policy) =>
  Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; ');
