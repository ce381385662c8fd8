/** What was seen of a request inside the server. */
export interface HandlerTrace {
  /** Whether the handler of the very tool, prompt or resource ran. Undefined for a low-level server, which has one for all. */
  ran?: boolean;
  /** Whether the server's author, rather than the SDK, made the answer an error. */
  isOwnError?: boolean;
  /** What the handler threw. */
  thrown?: unknown;
  /** Whether the server has something of that name that is not disabled. Undefined where it keeps no registry that can be read. */
  isKnown?: boolean;
  /** What the SDK made of the arguments, where it was seen to hold them against the tool's schema. */
  arguments?: 'accepted' | 'refused';
  /** Whether the SDK answered by itself what no tool was asked: seen of `McpServer`'s own code for `tools/call`. */
  isSdk?: boolean;
  /** Whether what the handler returned cannot be a result of the tool. */
  isBadOutput?: boolean;
  /** What it returned, where it returned: `undefined` is a value like any other. */
  returned?: { readonly value: unknown };
}
