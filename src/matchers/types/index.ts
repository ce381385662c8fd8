import type { AsymmetricMatch } from '../engine/expected';
import type { ApplicationMatchers } from './applications';
import type { AskMatchers } from './asks';
import type { AuthMatchers } from './auth';
import type { OfferMatchers } from './offers';
import type { OutputMatchers } from './outputs';
import type { RejectMatchers } from './rejects';
import type { ReturnMatchers } from './returns';

/**
 * All matchers, as they stand after `expect(…)`.
 *
 * @typeParam R What Jest's own matchers return here: `void`, or a promise after `.resolves`.
 * @typeParam T The type of the value in `expect(…)`.
 */
export interface JestMcpMatchers<R, T>
  extends
    ReturnMatchers<R, T>,
    RejectMatchers<R, T>,
    OfferMatchers<R, T>,
    OutputMatchers<R, T>,
    AskMatchers<R, T>,
    AuthMatchers<R, T>,
    ApplicationMatchers {}

/** What can be judged at once, on a result or a list that is already here. */
type SynchronousMatchers = ReturnMatchers<AsymmetricMatch, unknown> &
  Pick<
    RejectMatchers<AsymmetricMatch, unknown>,
    | 'toRejectForbidden'
    | 'toRejectInvalidArguments'
    | 'toRejectUnauthorized'
    | 'toRejectUnknown'
    | 'toRejectWithCode'
  > &
  Pick<
    OfferMatchers<AsymmetricMatch, unknown>,
    'toHaveTool' | 'toHaveTools' | 'toHaveResource' | 'toHaveResourceTemplate' | 'toHavePrompt'
  >;

/**
 * The matchers that may stand inside another value, as `expect.toReturnToolText('3')`, for results and
 * lists that were awaited before. On an operation, a promise or a session they throw.
 */
export interface JestMcpAsymmetricMatchers extends SynchronousMatchers {}

export type { AsymmetricMatch } from '../engine/expected';
