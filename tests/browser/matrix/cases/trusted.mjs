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
      fault: "The page allows another's policy only",
      error: 'script-blocked',
      ...require('dompurify'),
      skip: ABSENT,
      next: false,
    },
    {
      id: 'taken',
      fault: 'Somebody else has taken the name of our policy',
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
      fault: "The page's default policy refuses the address",
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
      fault: 'The page allows our policy',
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
      fault: "The page's default policy lets the address pass",
      resolves: { session_id: 'a' },
      ...require('default'),
      before: () => {
        window.trustedTypes?.createPolicy('default', { createScriptURL: String });
      },
      act: finish,
    },
    {
      id: 'dialog',
      fault: 'The page allows our policy, and names no place for the widget',
      resolves: { session_id: 'a' },
      left: 'script',
      ...require('flow-widget-loader'),
      config: () => ({ selector: undefined }),
      act: finish,
    },
  ],
};
