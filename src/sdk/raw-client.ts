import type { Handshake } from '../protocol/attempt';

/** The client of either SDK, as far as it is used. */
export interface RawClient {
  connect(transport: unknown): Promise<void>;
  close(): Promise<void>;
  request(...args: unknown[]): Promise<unknown>;
  notification(notification: object): Promise<void>;
  getServerCapabilities(): Record<string, unknown> | undefined;
  getServerVersion(): Handshake['serverInfo'] | undefined;
  getInstructions(): string | undefined;
  callTool(...args: unknown[]): Promise<unknown>;
  listTools(...args: unknown[]): Promise<unknown>;
  listResources(...args: unknown[]): Promise<unknown>;
  listResourceTemplates(...args: unknown[]): Promise<unknown>;
  listPrompts(...args: unknown[]): Promise<unknown>;
  readResource(...args: unknown[]): Promise<unknown>;
  getPrompt(...args: unknown[]): Promise<unknown>;
  complete(...args: unknown[]): Promise<unknown>;
  subscribeResource(...args: unknown[]): Promise<unknown>;
  unsubscribeResource(...args: unknown[]): Promise<unknown>;
  setLoggingLevel(...args: unknown[]): Promise<unknown>;
  ping(...args: unknown[]): Promise<unknown>;
  /** Public API of v2 alone. */
  getNegotiatedProtocolVersion?(): string | undefined;
}
