import { randomUUID } from 'node:crypto';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express, { type Express, type Request, type Response } from 'express';
import { createServer } from '../sdk-v1';
import type { Defects } from './defects';
import { Gate } from './gate';
import { verifierOf, type Issuer } from './verifier';

/** An Express application around SDK v1, with sessions as its examples keep them, with these mistakes and no other. */
export function wrongV1(as: Issuer, wrong: Defects = {}): Express {
  const gate = new Gate(as, wrong, verifierOf(as, wrong));
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const app = express();
  app.use(express.json(), express.text({ type: 'application/x-www-form-urlencoded' }));
  app.use((request, response, next) => {
    void judge(gate, request, response).then(isIn => isIn && next());
  });
  app.all('/mcp', (request, response) => void serve(gate, sessions, request, response));
  return app;
}

async function judge(gate: Gate, request: Request, response: Response): Promise<boolean> {
  const judged = await gate.judge({
    method: request.method,
    url: new URL(request.originalUrl, 'http://127.0.0.1'),
    header: name => request.get(name),
    body: request.body as unknown,
  });
  if ('status' in judged) {
    response.status(judged.status).set(judged.headers).send(judged.body);
    return false;
  }
  response.locals['sub'] = judged.claims?.sub;
  return true;
}

async function serve(
  gate: Gate,
  sessions: Map<string, StreamableHTTPServerTransport>,
  request: Request,
  response: Response,
): Promise<void> {
  const id = request.get('mcp-session-id');
  let transport = sessions.get(String(id));
  if (!transport) {
    const isFirst = (request.body as { method?: string } | undefined)?.method === 'initialize';
    if (id !== undefined || !isFirst) {
      const error = { code: -32000, message: 'Bad Request: No valid session ID provided' };
      response.status(id === undefined ? 400 : 404).json({ jsonrpc: '2.0', error, id: null });
      return;
    }
    const made = (transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: started => {
        sessions.set(started, made);
        gate.owners.set(started, String(response.locals['sub']));
      },
    }));
    made.onclose = () => void sessions.delete(String(made.sessionId));
    await createServer().connect(made);
  }
  await transport.handleRequest(request, response, request.body);
}
