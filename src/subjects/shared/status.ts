import type { Evidence } from '../../protocol/evidence';
import type { Outcome } from '../../protocol/outcome';
import type { Transcript } from './transcript';

/** Why a subject is not there any more. */
export interface SubjectFailure {
  /** A sentence: `The program exited with code 1.` */
  readonly message: string;
  /** How every operation ends of a session that could not be opened, where that is more than a broken link: `unauthorized`. */
  readonly outcome?: Outcome | undefined;
}

/** A failure that is no more than its words. */
export function failureOf(message: string | undefined): SubjectFailure | undefined {
  return message === undefined ? undefined : { message };
}

/** How a part of a subject is: a process, an HTTP session, a guard. What it leaves out it knows nothing of. */
export interface SubjectStatus {
  /** What there is to show in a failure, besides frames. */
  evidence?(): readonly Evidence[];
  /** Why it is not there any more. Undefined while it is. */
  failure?(): SubjectFailure | undefined;
  /** What may take it so long, in a sentence, while it is there and has not answered yet. */
  slowness?(): string | undefined;
  /** What it did against the protocol that no operation could tell: stray output. Asked once, when it is closed. */
  violation?(): Error | undefined;
  /** What it has written to the outputs of its process so far. */
  readonly written?: { readonly stdout: Transcript; readonly stderr: Transcript } | undefined;
}
