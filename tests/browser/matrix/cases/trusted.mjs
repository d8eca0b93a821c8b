/** Trusted Types: the page wants a policy behind each address of a script. */

const ABSENT = { firefox: 'version 140 has no Trusted Types' };
const require = (policies) => ({
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
      ...require("'none'"),
      skip: ABSENT,
      next: false,
    },
    {
      id: 'others',
      fault: 'The page allows only another policy',
      error: 'script-blocked',
      ...require('dompurify'),
      skip: ABSENT,
      next: false,
    },
    {
      id: 'taken',
      fault: "Another script has created a policy with the package's name",
      error: 'script-blocked',
      ...require('flow-widget-loader'),
      skip: ABSENT,
      next: false,
      before: () => {
        window.trustedTypes.createPolicy('flow-widget-loader', {});
      },
    },
    {
      id: 'default-refuses',
      fault: "The page's default policy rejects the URL",
      error: 'script-blocked',
      ...require('default'),
      skip: ABSENT,
      next: false,
      before: () => {
        window.trustedTypes.createPolicy('default', { createScriptURL: () => null });
      },
    },
    {
      id: 'ours',
      fault: "The page allows the package's policy",
      resolves: { session_id: 'a' },
      ...require('flow-widget-loader'),
      act: finish,
    },
    {
      id: 'any',
      fault: 'The page allows any policy',
      resolves: { session_id: 'a' },
      ...require('*'),
      act: finish,
    },
    {
      id: 'default',
      fault: "The page's default policy accepts the URL",
      resolves: { session_id: 'a' },
      ...require('default'),
      before: () => {
        window.trustedTypes?.createPolicy('default', { createScriptURL: String });
      },
      act: finish,
    },
    {
      id: 'dialog',
      fault: "The page allows the package's policy, and the call names no container",
      resolves: { session_id: 'a' },
      left: 'script',
      ...require('flow-widget-loader'),
      config: () => ({ selector: undefined }),
      act: finish,
    },
  ],
};
