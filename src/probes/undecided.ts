/** Thrown by a probe that has nothing to judge. */
export class Undecided extends Error {
  constructor(
    readonly kind: Unasked,
    why: string,
  ) {
    super(why);
  }
}

export type Unasked = 'could not tell' | 'could not run' | 'not applicable' | 'skipped';
