/**
 * The Content-Security-Policy that the README recommends, and the headers of `/?policy=NAME`, which are as strict as
 * the widget supports, or stricter.
 */

/**
 * Returns the default policy by directive.
 *
 * @param {string} [hosts] origins of the widget's script, separated by spaces, if they differ from the page's
 */
export function defaultPolicy(hosts = '') {
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
