import { nextTurn, now, within } from '../clock';
import type { Meeting, ServerOutput } from '../protocol/attempt';
import type { OutputName } from '../subjects/output/speaker';
import type { Transcript } from '../subjects/shared/transcript';
import type { LazyConnection } from './lazy-connection';
import type { Operations } from './operations';
import type { TestScope } from './test-scope';

/** After so many turns of the event loop without a piece of it, all was read that had been written. */
const QUIET_TURNS = 3;

/** How long a process may take to be gone that does not answer any more. */
const LAG_OF_AN_END = 1_000;

/** See `SessionLike`. */
export async function outputOf(
  name: OutputName,
  lazy: LazyConnection,
  operations: Operations,
  scope: TestScope,
): Promise<{ readonly meeting: Meeting; readonly output?: ServerOutput | string | undefined }> {
  const before = lazy.written(name);
  // What a session that is over has written can be looked at all the same.
  const meeting: Meeting =
    lazy.isOver && before !== undefined
      ? { place: lazy.place, frames: [...lazy.frames], circumstances: lazy.circumstances }
      : await lazy.meet();
  const written = lazy.written(name);
  if (written === undefined || typeof written === 'string') return { meeting, output: written };
  return { meeting, output: new WatchedOutput(written, lazy, operations, scope) };
}

class WatchedOutput implements ServerOutput {
  #waited = 0;

  constructor(
    private readonly written: Transcript,
    private readonly lazy: LazyConnection,
    private readonly operations: Operations,
    private readonly scope: TestScope,
  ) {}

  get text(): string {
    return this.written.text;
  }

  get cut(): number {
    return this.written.cut;
  }

  get isEnded(): boolean {
    return this.written.isEnded || this.lazy.isOver;
  }

  get waited(): number {
    return Math.round(this.#waited);
  }

  async until(holds: () => boolean, longest = Infinity): Promise<void> {
    if (holds()) return;
    const began = now();
    let stop = (): void => undefined;
    const held = new Promise<void>(resolve => {
      stop = this.written.watch(() => {
        if (holds()) resolve();
      });
    });
    await within(held, Math.min(longest, this.scope.deadline.remaining));
    stop();
    this.#waited = now() - began;
  }

  async settle(): Promise<string | undefined> {
    if (this.isEnded) return undefined;
    let why: string | undefined;
    try {
      why = await this.operations.whyUnanswered();
    } catch (error) {
      why = String((error as Error | undefined)?.message ?? error);
    }
    if (why !== undefined) await this.until(() => this.isEnded, LAG_OF_AN_END);
    let quiet = 0;
    const stop = this.written.watch(() => (quiet = 0));
    while (quiet < QUIET_TURNS && this.scope.deadline.remaining > 10) {
      quiet++;
      await new Promise<void>(resolve => nextTurn(resolve));
    }
    stop();
    // A process that is gone has said all that it will.
    return this.isEnded ? undefined : why;
  }
}
