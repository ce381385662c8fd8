// Koa, as far as the tests use it.
declare module 'koa' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
  interface Context {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly path: string;
    respond?: boolean;
    body: unknown;
  }
  export default class Koa {
    use(middleware: (context: Context, next: () => Promise<void>) => unknown): this;
    callback(): RequestListener;
  }
}
