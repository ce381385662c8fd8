import { setTimeout as realTimeout } from '../core';

/** Takes its time, on the real clock, whatever a test does to its timers. A process that has nothing else to do does not wait for it. */
export async function takeTime(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise<void>(resolve => realTimeout(resolve, milliseconds).unref());
}
