/**
 * The playground's Content-Security-Policy, which includes the sources that the README recommends, and the stricter
 * headers of `/?policy=NAME`, with which a session may fail.
 */

/**
 * Returns the default policy by directive.
 *
 * @param {string} hosted origin of the hosted page
 * @param {string} [origins] origins of the widget's script, separated by spaces, if they differ from the page's
 */
export function defaultPolicy(hosted, origins = '') {
  return {
    'default-src': "'self'",
    'script-src': `'self' 'wasm-unsafe-eval' ${origins}`.trim(),
    'connect-src': origins ? "'self' https: wss:" : "'self'",
    'frame-src': hosted,
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
  'no-frame': () => ({ 'frame-src': "'none'" }),
  'no-wasm': () => ({ 'script-src': "'self'" }),
  'trusted-types': () => ({
    'require-trusted-types-for': "'script'",
    'trusted-types': 'flow-widget-loader',
  }),
  'trusted-types-none': () => ({ 'require-trusted-types-for': "'script'", 'trusted-types': "'none'" }),
};

/**
 * The Permissions-Policy of each variant that has one. By default there is none: browsers then allow the camera to the page,
 * and to the frame of the hosted page by its `allow`.
 */
const PERMISSIONS = { __proto__: null, 'no-camera': 'camera=()', 'no-camera-in-frames': 'camera=(self)' };

/** Returns the page's headers under the named policy; an unknown name gets the default one. */
export function pageHeaders(policy, name, origin) {
  const variant = Object.hasOwn(VARIANTS, name) ? VARIANTS[name](origin) : {};
  return {
    'content-security-policy': serialize({ ...policy, ...variant }),
    ...(PERMISSIONS[name] && { 'permissions-policy': PERMISSIONS[name] }),
  };
}

const serialize = (policy) =>
  Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; ');
