import type { SESSION } from '../../protocol/attempt';

/**
 * What an assertion about `T` returns: a promise to await for an operation, a promise or a session, and
 * `R` (Jest's own) for what is already here.
 */
export type ResultOf<R, T> = T extends PromiseLike<unknown> | { readonly [SESSION]: unknown }
  ? Promise<void>
  : R;

/**
 * The same for a matcher that takes a whole application too, which it has to ask: only a result, or an SDK's error, is
 * already here.
 */
export type VerdictOf<R, T> = T extends
  | { readonly content: unknown }
  | { readonly contents: unknown }
  | { readonly messages: unknown }
  | { readonly completion: unknown }
  | Error
  ? R
  : Promise<void>;
