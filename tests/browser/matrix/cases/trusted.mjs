/** Trusted Types: the page's CSP requires a policy for each script URL. */

const ABSENT = { firefox: 'version 140 has no Trusted Types' };
const allowPolicies = (policies) => ({
  page: {
    headers: { 'content-security-policy': `require-trusted-types-for 'script'; trusted-types ${policies}` },
  },
});
const finish = async (kit) => {
  await kit.until('active');
  kit.finish();
};

export default {
  name: 'trusted',
  title: 'Trusted Types',
  rows: [
    {
      id: 'none',
      fault: 'The page allows no policy',
      error: 'script-blocked',
      says: /Trusted Types\. .*trusted-types flow-widget-loader/,
      note: 'the message names the policy',
      ...allowPolicies("'none'"),
      skip: ABSENT,
      next: false,
    },
    {
      id: 'other',
      fault: 'The page allows only a policy with another name',
      error: 'script-blocked',
      ...allowPolicies('dompurify'),
      skip: ABSENT,
      next: false,
    },
    {
      id: 'name-taken',
      fault: "Another script has created a policy with the package's name",
      error: 'script-blocked',
      ...allowPolicies('flow-widget-loader'),
      skip: ABSENT,
      next: false,
      before: () => {
        window.trustedTypes.createPolicy('flow-widget-loader', {});
      },
    },
    {
      id: 'default-rejects',
      fault: "The page's default policy rejects the URL",
      error: 'script-blocked',
      ...allowPolicies('default'),
      skip: ABSENT,
      next: false,
      before: () => {
        window.trustedTypes.createPolicy('default', { createScriptURL: () => null });
      },
    },
    {
      id: 'own',
      fault: "The page allows the package's policy",
      resolves: { session_id: 'a' },
      ...allowPolicies('flow-widget-loader'),
      act: finish,
    },
    {
      id: 'any',
      fault: 'The page allows any policy',
      resolves: { session_id: 'a' },
      ...allowPolicies('*'),
      act: finish,
    },
    {
      id: 'default',
      fault: "The page's default policy accepts the URL",
      resolves: { session_id: 'a' },
      ...allowPolicies('default'),
      before: () => {
        window.trustedTypes?.createPolicy('default', { createScriptURL: String });
      },
      act: finish,
    },
    {
      id: 'dialog',
      fault: "The page allows the package's policy, and the config has no container",
      resolves: { session_id: 'a' },
      left: 'script',
      ...allowPolicies('flow-widget-loader'),
      config: () => ({ selector: undefined }),
      act: finish,
    },
  ],
};
