import type { SESSION } from '../../protocol/attempt';

/**
 * What an assertion about `T` returns: a promise to await for an operation, a promise or a session, and
 * `R` (Jest's own) for what is already here.
 */
export type ResultOf<R, T> = T extends PromiseLike<unknown> | { readonly [SESSION]: unknown }
  ? Promise<void>
  : R;
