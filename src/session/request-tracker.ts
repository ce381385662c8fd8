import type { ListKey } from '../protocol/attempt';
import type { Classified } from '../protocol/classify';
import type { Fault } from '../wire/end';
import type { Frame, JsonRpcMessage } from '../wire/frame';
import type { Listed } from './listed';

/** A request that was sent, or is about to be. */
export interface PendingRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  id?: string | number;
  response?: Frame;
  /** Whether the client was handed an answer, and took it. */
  isTaken?: boolean;
  /** Whether the kit asks for itself. */
  readonly own: boolean;
  /** Called when no answer will come, because it could not be put on the wire. A link that breaks is told by the SDK. */
  readonly broken: (fault: Fault) => void;
  /** Called when its answer has come, and the client does not take it for a response. */
  readonly unreadable: (frame: Frame) => void;
  /** Called when no answer will come, because the server is gone. */
  readonly brokenOff?: ((outcome: Classified) => void) | undefined;
  /** Called with its id before it is on its way: lets it present what is its own. */
  readonly sent?: ((id: string | number) => void) | undefined;
  /** How a request is given up where every request stands by itself. */
  readonly abort?: AbortController | undefined;
}

/** Which lists are old once the server has said so. */
const LIST_CHANGED: Readonly<Record<string, readonly ListKey[]>> = {
  'notifications/tools/list_changed': ['tools'],
  'notifications/prompts/list_changed': ['prompts'],
  'notifications/resources/list_changed': ['resources', 'resourceTemplates'],
};

/** Follows the frames of a link, and tells whose they are. Made before there is a connection to follow them for. */
export class RequestTracker {
  /** What the server lists, as the test or the kit itself has asked, until the server says that it has changed. */
  readonly lists = new Map<ListKey, Promise<Listed>>();
  /** The lists that did not come before a test had no time left, by what was asked and as whom: one such wait is enough. */
  readonly silent = new Map<string, Classified>();
  /** How often the server has said so. */
  changes = 0;
  closedBy: 'client' | 'server' | undefined;
  /** Why no answer will come any more, where that is known before the requests can be ended. */
  brokenBy: Classified | undefined;
  #sent = new Map<string | number, PendingRequest>();
  #unsent: PendingRequest[] = [];

  /** Announces a request, so that its frames are known to be its own. */
  announce(pending: PendingRequest): void {
    this.#unsent.push(pending);
  }

  /** Forgets a request that has ended. */
  forget(pending: PendingRequest): void {
    if (pending.id === undefined) this.#unsent = this.#unsent.filter(other => other !== pending);
    else this.#sent.delete(pending.id);
  }

  /** Takes note of a frame that belongs to a request. @returns the request */
  observe(frame: Frame, { id, method, params }: JsonRpcMessage): PendingRequest | undefined {
    const changed = method === undefined ? undefined : LIST_CHANGED[method];
    if (changed && frame.direction === 'to client') {
      this.changes += 1;
      for (const key of changed) this.lists.delete(key);
      this.silent.clear();
    }
    if (id === undefined || id === null) return undefined;
    if (frame.direction === 'to client') {
      const answered = method === undefined ? this.#sent.get(id) : undefined;
      if (answered) answered.response ??= frame;
      return answered;
    }
    if (method === undefined) return undefined;
    const index = this.#unsent.findIndex(
      unsent => unsent.method === method && sameParams(unsent.params, params),
    );
    const [announced] = index < 0 ? [] : this.#unsent.splice(index, 1);
    const sent = announced ?? this.#asksAgain(method, params);
    if (!sent) return undefined;
    sent.id = id;
    sent.sent?.(id);
    this.#sent.set(id, sent);
    return sent;
  }

  /** The request of the modern era that was answered with a question, and that the SDK's client now sends with what was asked for. */
  #asksAgain(method: string, params: JsonRpcMessage['params']): PendingRequest | undefined {
    for (const [id, sent] of this.#sent) {
      if (sent.response?.message.result?.['resultType'] !== 'input_required') continue;
      if (sent.method !== method || !sameParams(sent.params, params)) continue;
      this.#sent.delete(id);
      delete sent.response;
      delete sent.isTaken;
      return sent;
    }
    return undefined;
  }

  /**
   * Takes note of a message that the client was handed, or of what its transport has kept from it.
   *
   * @returns whether the test hears of it: a request has waited for it, and ends
   */
  handed({ id, method }: JsonRpcMessage, refused: Frame | undefined): boolean {
    const waiting = method === undefined && isId(id) ? this.#sent.get(id) : undefined;
    if (!waiting || waiting.isTaken) return false;
    if (refused) waiting.unreadable(refused);
    else waiting.isTaken = true;
    return refused !== undefined;
  }

  /** Ends the request of that id. @returns whether it has waited */
  end(id: string | number, outcome: Classified): boolean {
    const waiting = this.#sent.get(id);
    waiting?.brokenOff?.(outcome);
    return waiting !== undefined;
  }

  /** Ends all requests. @returns whether there were any */
  breakOff(outcome: Classified): boolean {
    const waiting = [...this.#unsent, ...this.#sent.values()];
    for (const pending of waiting) pending.brokenOff?.(outcome);
    return waiting.length > 0;
  }

  fault({ direction, message, error }: Fault): void {
    const { id, method } = message;
    if (direction === 'to client' && method === undefined && id !== undefined && id !== null)
      this.#sent.get(id)?.broken({ direction, message, error });
  }
}

function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** `params` as the SDK sends them: the very object, or a copy to which it added `_meta`. */
function sameParams(
  announced: Readonly<Record<string, unknown>>,
  sent: Readonly<Record<string, unknown>> | undefined,
): boolean {
  if (announced === sent) return true;
  return ['name', 'uri', 'arguments', 'cursor', 'ref', 'argument', 'level'].every(
    key => announced[key] === sent?.[key],
  );
}
