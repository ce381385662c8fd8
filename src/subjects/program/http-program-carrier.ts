import { within } from '../../clock';
import { ReadableStream } from '../../core';
import { rebuilt } from '../../wire/http/answer';
import type { FetchLike } from '../../wire/http/exchange';

/** How long the end of a process may lag behind the end of its connections, in milliseconds. */
const LAG = 250;

/** What a broken connection is explained by. */
interface Owner {
  readonly over: Promise<void>;
}

/**
 * Requests to a process of the kit's. A connection that breaks is told late enough that the process's end is known,
 * where that is what broke it: HTTP says no more than "fetch failed".
 */
export function carriedBy(carry: FetchLike, owner: Owner): FetchLike {
  const late = async (error: unknown): Promise<never> => {
    await within(owner.over, LAG);
    throw error;
  };
  return async request => {
    const response = (await Promise.resolve(carry(request)).catch(late)) as Response;
    return response.body ? rebuilt(endingLate(response.body, late), response) : response;
  };
}

function endingLate(
  body: ReadableStream<Uint8Array>,
  late: (error: unknown) => Promise<never>,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      pull: async controller => {
        const { done, value } = await reader.read().catch(late);
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: reason => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
