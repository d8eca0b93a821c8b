import type { Rule } from './rule.js';
import { bindingRules } from './rules/binding.js';
import { corsRules, csrfRules } from './rules/browser.js';
import { creationRules } from './rules/creation.js';
import { errorRules, limitRules } from './rules/errors.js';
import { pathRules } from './rules/paths.js';
import { responseRules } from './rules/responses.js';
import { verdictRules } from './rules/verdict.js';
import { webhookRules } from './rules/webhook.js';

/** The rules in the order in which they run. Those for every response come last, since they look at all of them. */
export const RULES: readonly Rule[] = [
  ...creationRules,
  ...verdictRules,
  ...bindingRules,
  ...csrfRules,
  ...corsRules,
  ...pathRules,
  ...errorRules,
  ...limitRules,
  ...webhookRules,
  ...responseRules,
];

/** Returns the rules whose ids begin with one of `prefixes`; without prefixes, all. */
export const rulesMatching = (prefixes: readonly string[]): readonly Rule[] =>
  prefixes.length === 0 ? RULES : RULES.filter(({ id }) => prefixes.some((prefix) => id.startsWith(prefix)));
