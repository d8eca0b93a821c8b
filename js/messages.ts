/**
 * Texts for users: what a verdict, an error or a finding means for the user and what to do next, in Russian, Kazakh and
 * English. For pages and backends.
 *
 * @module
 */
export { describeFailure, describeFinding } from './messages/describe.js';
export type { Advice, DescribeOptions, FailureDescription } from './messages/types.js';
