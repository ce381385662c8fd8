import { after } from '../../clock';
import { ReadableStream } from '../../core';
import { cut } from './received-text';

/** As much of a body as was read, and whether that is all of it. */
export interface Read {
  readonly chunks: readonly Uint8Array[];
  readonly isWhole: boolean;
}

/** Bounds of reading a body. */
export interface Bounds {
  /** In bytes. What is beyond is cancelled. */
  readonly most: number;
  /** In milliseconds of real time. Default: as long as it takes. */
  readonly within?: number;
  readonly signal: AbortSignal;
  /** Called with the size of each chunk, as soon as it is there. */
  onbytes(count: number): void;
}

/**
 * Reads a body to its end, or as far as the bounds reach, and cancels the rest.
 *
 * @throws what the body fails with, or the reason of the signal
 */
export async function readBody(body: ReadableStream<Uint8Array>, bounds: Bounds): Promise<Read> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isOver = false;
  const stop = (): void => {
    isOver = true;
    reader.cancel().catch(() => undefined);
  };
  const cancelTimer = bounds.within === undefined ? undefined : after(bounds.within, stop);
  bounds.signal.addEventListener('abort', stop);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (bounds.signal.aborted) throw bounds.signal.reason;
      if (done) return { chunks, isWhole: !isOver };
      bounds.onbytes(value.byteLength);
      size += value.byteLength;
      chunks.push(value);
      if (size > bounds.most) {
        stop();
        return { chunks: cut(chunks, 0, bounds.most), isWhole: false };
      }
    }
  } finally {
    cancelTimer?.();
    bounds.signal.removeEventListener('abort', stop);
  }
}

/** A body of chunks that were read already. */
export function bodyOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start: controller => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

/** What a stream that is passed on tells its owner. */
export interface Passing {
  readonly signal: AbortSignal;
  onchunk(chunk: Uint8Array): void;
  /** It has come to its end, or failed. */
  onend(error?: unknown): void;
  /** Its reader has lost interest. */
  oncancel(): void;
}

/**
 * The same stream, watched, and ended by a signal: as a network's would be, which a stream that was made in this
 * process is not.
 */
export function passBody(body: ReadableStream<Uint8Array>, passing: Passing): ReadableStream<Uint8Array> {
  const { signal } = passing;
  const reader = body.getReader();
  let abort = (): void => undefined;
  const release = (): void => signal.removeEventListener('abort', abort);
  return new ReadableStream<Uint8Array>(
    {
      start: controller => {
        abort = () => {
          release();
          reader.cancel().catch(() => undefined);
          controller.error(signal.reason);
        };
        signal.addEventListener('abort', abort);
      },
      pull: async controller => {
        try {
          const { done, value } = await reader.read();
          if (signal.aborted) return;
          if (!done) {
            passing.onchunk(value);
            controller.enqueue(value);
            return;
          }
          release();
          passing.onend();
          controller.close();
        } catch (error) {
          if (signal.aborted) return;
          release();
          passing.onend(error);
          controller.error(error);
        }
      },
      cancel: reason => {
        release();
        passing.oncancel();
        return reader.cancel(reason);
      },
    },
    // Nothing is read ahead of its reader.
    { highWaterMark: 0 },
  );
}
