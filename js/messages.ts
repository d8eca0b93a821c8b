/**
 * Texts for users: what a verdict or an error means for the user and what to do next, in Russian, Kazakh and English.
 * For pages and backends.
 *
 * @module
 */
export { describeFailure } from './messages/describe.js';
export type { Advice, DescribeOptions, FailureDescription } from './messages/types.js';
