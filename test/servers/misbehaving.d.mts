interface Message {
  readonly jsonrpc: '2.0';
  readonly [key: string]: unknown;
}
type Sent = (id: unknown, token: unknown) => Message[];
interface Deed {
  readonly before?: Sent;
  readonly after?: Sent;
}
export const MISDEEDS: Readonly<Record<string, Deed>>;
export const RIGHT: Readonly<Record<string, Deed>>;
export const TOOLS: { name: string; inputSchema: { type: 'object' } }[];
export const ANSWER: { content: { type: 'text'; text: string }[] };
export function messagesFor(
  request: { id: unknown; params: { name: string; _meta?: { progressToken?: unknown } } },
  answer?: object,
): Message[];
