/**
 * `jest-mcp/eslint`: what a linter has to know of the matchers.
 *
 * @module
 */
import { matchers } from './matchers';

/** Those that are never asynchronous. */
const SYNCHRONOUS: readonly string[] = ['toHaveSeen'];

/**
 * The matchers that have to be awaited, for the rule `jest/valid-expect` of eslint-plugin-jest, and the two that the rule
 * has by default. On a result that is there already they are synchronous, which the rule cannot tell.
 *
 * @example
 * ```js
 * import { asyncMatchers } from 'jest-mcp/eslint';
 *
 * export default [{ rules: { 'jest/valid-expect': ['error', { asyncMatchers }] } }];
 * ```
 */
export const asyncMatchers: readonly string[] = [
  'toResolve',
  'toReject',
  ...Object.keys(matchers).filter(name => !SYNCHRONOUS.includes(name)),
];
