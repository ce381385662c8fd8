import { nextTurn } from '../clock';

const DELIVERIES_A_TURN = 16;
const resolved = Promise.resolve();

/**
 * Runs what is scheduled soon and in order, as a wire would deliver it.
 *
 * In a promise job (not `queueMicrotask`, which Jest's fake timers replace), but now and then in a turn of
 * the event loop: a test that asks until something has happened would otherwise keep timers and files
 * from ever being served, which no real wire does.
 */
export class Deliveries {
  #scheduled = 0;
  /** What waits for the next turn of the event loop. */
  #held: (() => void)[] | undefined;

  schedule(deliver: () => void): void {
    if (this.#held) {
      this.#held.push(deliver);
      return;
    }
    if (++this.#scheduled % DELIVERIES_A_TURN !== 0) {
      void resolved.then(deliver);
      return;
    }
    const held = (this.#held = [deliver]);
    nextTurn(() => {
      this.#held = undefined;
      for (const waiting of held) waiting();
    });
  }
}
