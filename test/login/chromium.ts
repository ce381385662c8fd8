import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { PAGE_PATH } from './form-pages';

const ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
];

/** Presses the button with the id `press`, or the first one of the first form. */
const PRESS = `(() => {
  const [form] = document.forms;
  const isItsButton = each => each.form === form && /^(submit|image)$/.test(each.type) && !each.matches(':disabled');
  const button = document.getElementById('press') ?? [...document.querySelectorAll('button, input')].find(isItsButton);
  button ? button.click() : form.submit();
})()`;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Record<string, string>;
}

/** Speaks with a browser over its pipes. */
class Pipe {
  readonly #waiting = new Map<number | string, (message: Message) => void>();
  #sent = 0;

  constructor(
    private readonly to: Writable,
    from: Readable,
  ) {
    let rest = '';
    from.setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages.map(each => JSON.parse(each) as Message))
        this.#waiting.get(message.id ?? message.method ?? '')?.(message);
    });
  }

  async send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, string>> {
    const id = ++this.#sent;
    const answered = this.next(id);
    this.to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return (await answered).result ?? {};
  }

  next(what: number | string): Promise<Message> {
    return new Promise(resolve => this.#waiting.set(what, resolve));
  }
}

/** What Chromium, which runs no JavaScript of the pages, sends from each of them. */
export async function sentByChromium(program: string, pages: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'jest-mcp-chromium-'));
  const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const;
  const browser = spawn(program, [...ARGUMENTS, `--user-data-dir=${folder}`], { stdio: [...stdio] });
  const ended = new Promise(resolve => browser.once('exit', resolve));
  const pipe = new Pipe(browser.stdio[3] as Writable, browser.stdio[4] as Readable);
  let [html, isShown] = ['', false];
  let onsent = (_sent: string): void => undefined;
  const server = createServer(async (request, response) => {
    const isPage = request.url === PAGE_PATH && !isShown;
    response.setHeader('content-type', 'text/html; charset=utf-8').end(isPage ? html : '');
    if (isPage) isShown = true;
    else if (request.url !== '/favicon.ico') onsent(await readSent(request));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const all: string[] = [];
  try {
    const { targetId } = await pipe.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await pipe.send('Target.attachToTarget', { targetId, flatten: true });
    await pipe.send('Page.enable', {}, sessionId);
    await pipe.send('Emulation.setScriptExecutionDisabled', { value: true }, sessionId);
    for (const page of pages) {
      [html, isShown] = [page, false];
      const sent = new Promise<string>(resolve => (onsent = resolve));
      const loaded = pipe.next('Page.loadEventFired');
      await pipe.send('Page.navigate', { url: `http://127.0.0.1:${port}${PAGE_PATH}` }, sessionId);
      await loaded;
      await pipe.send('Runtime.evaluate', { expression: PRESS, userGesture: true }, sessionId);
      all.push(await sent);
    }
  } finally {
    browser.kill();
    await ended;
    server.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return all;
}

/** In the words of the table. */
async function readSent(request: IncomingMessage): Promise<string> {
  const { method = '', url = '', headers } = request;
  const { pathname, search, searchParams } = new URL(url, 'http://127.0.0.1');
  if (method === 'GET') return printSent(method, pathname, undefined, [...searchParams]);
  const type = headers['content-type'] ?? '';
  const form = await new Response(await buffer(request), { headers: { 'content-type': type } }).formData();
  const entries = [...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]);
  return printSent(method, pathname + search, type.split(';')[0], entries as [string, string][]);
}

/** One line of the table. */
export function printSent(
  method: string,
  target: string,
  type: string | undefined,
  entries: [string, string][],
): string {
  return [method, target, ...(type === undefined ? [] : [type]), String(new URLSearchParams(entries))].join(
    ' ',
  );
}
