// Koa and its router, as far as the tests use them.
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

declare module 'koa-router' {
  export default class Router {
    routes(): (context: object, next: () => Promise<void>) => unknown;
  }
}
