import type { Fault } from '../../src/wire/end';
import type { Frame, JsonRpcMessage } from '../../src/wire/frame';
import { LineLink, LONGEST_LINE } from '../../src/wire/lines';
import { WireRecorder } from '../../src/wire/recorder';
import type { UnframedAnswer } from '../../src/wire/unframed';

interface Heard {
  readonly messages: JsonRpcMessage[];
  readonly frames: Frame[];
  readonly faults: Fault[];
  readonly closedBy: string[];
  readonly written: string[];
  closes: number;
}

function open(start = true): { link: LineLink; wire: WireRecorder; heard: Heard } {
  const heard: Heard = { messages: [], frames: [], faults: [], closedBy: [], written: [], closes: 0 };
  const wire = new WireRecorder({
    onframe: frame => heard.frames.push(frame),
    onfault: fault => heard.faults.push(fault),
    onclose: by => heard.closedBy.push(by),
  });
  const link = new LineLink(
    { write: text => heard.written.push(text), end: () => heard.written.push('<end>') },
    wire,
  );
  link.client.onmessage = message => heard.messages.push(message);
  link.client.onclose = () => heard.closes++;
  if (start) void link.client.start();
  return { link, wire, heard };
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
const message = (id: number, text = 'x'): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, result: { text } })}\n`;

describe('what the server writes', () => {
  test('is cut into messages wherever the pipe cuts it, within a character too', async () => {
    const { link, heard } = open();
    for (const byte of Buffer.from(message(1, 'smörgåsbord 🥪') + message(2, '日本')))
      link.receive(Buffer.of(byte));
    await turn();
    expect(heard.messages.map(({ result }) => result?.['text'])).toEqual(['smörgåsbord 🥪', '日本']);
    expect(link.strays).toEqual({ lines: [], count: 0 });
  });

  test('may come as text, with several messages and half of one in a chunk', async () => {
    const { link, heard } = open();
    const last = message(3);
    link.receive(message(1) + message(2) + last.slice(0, 10));
    link.receive(last.slice(10));
    await turn();
    expect(heard.messages.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  test('may end its lines as Windows does', async () => {
    const { link, heard } = open();
    link.receive(message(1).replace('\n', '\r\n'));
    await turn();
    expect(heard.messages).toHaveLength(1);
    expect(heard.frames[0]?.text).not.toContain('\r');
  });

  test('is delivered in order, and only once the client has started', async () => {
    const { link, heard } = open(false);
    for (let id = 0; id < 40; id++) link.receive(message(id));
    await turn();
    expect(heard.messages).toEqual([]);
    void link.client.start();
    link.receive(message(40));
    for (let turns = 0; turns < 5; turns++) await turn();
    expect(heard.messages.map(({ id }) => id)).toEqual(Array.from({ length: 41 }, (_, id) => id));
  });

  test('leaves the event loop its turns, however fast both sides answer', async () => {
    const { link } = open();
    let turned = false;
    setImmediate(() => (turned = true));
    let answers = 0;
    link.client.onmessage = () => {
      if (!turned && ++answers < 10_000) link.receive(message(answers));
    };
    link.receive(message(0));
    await turn();
    await turn();
    expect(turned).toBe(true);
    expect(answers).toBeLessThan(10_000);
  });

  test('reaches the error handler where the client chokes on it', async () => {
    const { link } = open();
    const errors: Error[] = [];
    link.client.onerror = error => errors.push(error);
    link.client.onmessage = () => {
      throw new Error('choked');
    };
    link.receive(message(1));
    await turn();
    expect(errors).toEqual([new Error('choked')]);
  });
});

describe('what is no message', () => {
  test.each([
    ['text', 'Server started'],
    ['a blank line', ''],
    ['JSON that is no JSON-RPC', '{"level":30,"msg":"listening"}'],
    ['another version of JSON-RPC', '{"jsonrpc":"1.0","id":1,"result":{}}'],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"result":{}}]'],
    ['null', 'null'],
    ['half a message', '{"jsonrpc":"2.0","id":1,'],
  ])('is kept, and shown as a frame without one: %s', async (_, text) => {
    const { link, heard } = open();
    link.receive(`${text}\n${message(1)}`);
    await turn();
    expect(link.strays).toEqual({ lines: [text], count: 1 });
    expect(heard.frames.map(frame => frame.message.jsonrpc)).toEqual([undefined, '2.0']);
    expect(heard.frames[0]?.text).toBe(text);
    expect(heard.messages.map(({ id }) => id)).toEqual([1]);
  });

  test('is counted on, where there is more of it than is kept', () => {
    const { link } = open();
    expect(link.receive('tick\n'.repeat(500))).toBe(true);
    expect(link.strays.count).toBe(500);
    expect(link.strays.lines).toHaveLength(20);
    link.receive(`${'y'.repeat(5_000)}\n`);
    expect(link.strays.count).toBe(501);
  });

  test('is a flood after 10,000 lines', () => {
    const { link, heard } = open();
    expect(link.receive('tick\n'.repeat(10_000))).toBe(true);
    expect(link.flood).toBeUndefined();
    expect(link.receive('tick\n'.repeat(10_000))).toBe(false);
    expect(link.flood).toBe('wrote more than 10,000 lines to stdout that are not JSON-RPC messages');
    expect(heard.frames).toHaveLength(10_001);
  });
});

describe('a huge line', () => {
  const filler = Buffer.alloc(65_536, 'x');

  test('is a message as long as the SDKs would take it', async () => {
    const { link, heard } = open();
    const text = 'x'.repeat(LONGEST_LINE - 100);
    const line = message(1, text);
    for (let at = 0; at < line.length; at += 65_536)
      expect(link.receive(line.slice(at, at + 65_536))).toBe(true);
    await turn();
    expect((heard.messages[0]?.result?.['text'] as string).length).toBe(text.length);
  });

  test('is a flood where it never ends, and is not kept', () => {
    const { link, heard } = open();
    let chunks = 0;
    while (link.receive(filler)) chunks++;
    expect(chunks).toBe(160);
    expect(link.flood).toBe('wrote more than 10 MiB to stdout without a line break');
    expect(link.receive('\n')).toBe(false);
    link.ended();
    expect(heard.frames).toEqual([]);
  });

  test('is a flood too where it comes at once, with its end', () => {
    const { link, heard } = open();
    expect(link.receive(`${'x'.repeat(LONGEST_LINE + 1)}\n${message(1)}`)).toBe(false);
    expect(heard.frames).toEqual([]);
  });
});

describe('the end', () => {
  test('of the output makes a line of what had no end yet, and comes after all that was written', async () => {
    const { link, heard } = open();
    const order: string[] = [];
    link.client.onmessage = () => order.push('message');
    link.client.onclose = () => order.push('close');
    link.receive(message(1) + message(2).trimEnd());
    link.ended();
    await turn();
    expect(order).toEqual(['message', 'message', 'close']);
    expect(heard.closedBy).toEqual(['server']);
    await expect(link.client.send({ jsonrpc: '2.0', method: 'ping' })).rejects.toThrow('Not connected');
  });

  test('of an output that was cut off makes none', async () => {
    const { link, heard } = open();
    link.receive('{"jsonrpc":');
    link.ended('cut off');
    await turn();
    expect(link.strays.count).toBe(0);
    expect(heard.closes).toBe(1);
  });

  test('by the client ends the input, once, and delivers nothing more', async () => {
    const { link, heard } = open();
    link.receive(message(1));
    await link.client.close();
    await link.client.close();
    link.receive(message(2));
    link.ended();
    await turn();
    expect(heard).toMatchObject({ messages: [], closes: 1, closedBy: ['client'], written: ['<end>'] });
  });

  test('by the client does not hide what the server still prints', async () => {
    const { link, heard } = open();
    await link.client.close();
    link.receive('goodbye\n');
    expect(link.strays).toEqual({ lines: ['goodbye'], count: 1 });
    expect(heard.frames).toEqual([]);
  });
});

describe('what the client writes', () => {
  test('is one message a line, and a frame', async () => {
    const { link, heard } = open();
    await link.client.send({ jsonrpc: '2.0', id: 1, method: 'ping', params: { text: 'two\nlines' } });
    expect(heard.written).toEqual([
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"text":"two\\nlines"}}\n',
    ]);
    expect(heard.frames.map(({ direction, message: { method } }) => [direction, method])).toEqual([
      ['to server', 'ping'],
    ]);
  });

  test('that is no JSON is a fault, and goes nowhere', async () => {
    const { link, heard } = open();
    const sent = link.client.send({ jsonrpc: '2.0', method: 'ping', params: { big: 1n } });
    await expect(sent).rejects.toThrow('BigInt');
    expect(heard.written).toEqual([]);
    expect(heard.faults).toMatchObject([{ direction: 'to server', message: { method: 'ping' } }]);
  });

  test('may be raw, and no message', () => {
    const { wire, heard } = open();
    wire.inject('to server', '{oops');
    expect(heard.written).toEqual(['{oops\n']);
    expect(heard.frames[0]).toMatchObject({ direction: 'to server', text: '{oops', message: {} });
  });
});

describe('an answer that is not a line of its own', () => {
  const answer = (id: number): string => JSON.stringify({ jsonrpc: '2.0', id, result: {} });

  /** A link whose server was asked 1 and 2, and what is told of their answers. */
  function asked(): { link: LineLink; told: UnframedAnswer[]; next: () => Promise<void> } {
    const told: UnframedAnswer[] = [];
    let tell = (): void => undefined;
    const link = new LineLink(
      { write: () => undefined, end: () => undefined },
      new WireRecorder({ onunframed: each => (told.push(each), tell()) }),
    );
    void link.client.start();
    for (const id of [1, 2]) void link.client.send({ jsonrpc: '2.0', id, method: 'ping' });
    return { link, told, next: () => new Promise(resolve => (tell = resolve)) };
  }

  test.each([
    ['shares its line with another answer', `${answer(1)}${answer(2)}\n`],
    ['stands in a batch with another', `[${answer(1)}, ${answer(2)}]\n`],
  ])('is told of each that %s', async (_, text) => {
    const { link, told, next } = asked();
    link.receive(text);
    while (told.length < 2) await next();
    expect(told.map(({ id, method }) => [id, method])).toEqual([
      [1, 'ping'],
      [2, 'ping'],
    ]);
    expect(told[0]?.why).toBe(told[1]?.why);
  });

  test('is told once, and only of what was asked', async () => {
    const { link, told, next } = asked();
    link.receive(`a ${answer(3)}\nb ${answer(1)}\nc ${answer(1)}\nd ${answer(2)}\n`);
    while (told.length < 2) await next();
    expect(told.map(({ id, text }) => [id, text])).toEqual([
      [1, `b ${answer(1)}`],
      [2, `d ${answer(2)}`],
    ]);
  });

  test('is found among braces and quotes of other texts', async () => {
    const { link, told, next } = asked();
    const full = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { text: '} \\" { "jsonrpc' } });
    link.receive(`{ "id" : {broken ${full} and "so on\n`);
    await next();
    expect(told).toMatchObject([{ id: 1, why: 'text before' }]);
  });

  test('is cut where it is shown', async () => {
    const { link, told, next } = asked();
    const long = 'x'.repeat(500);
    link.receive(`${long}{"jsonrpc":"2.0","id":1,"result":{"text":"${long}"}}${long}\n`);
    await next();
    expect(told[0]?.text).toMatch(/^…x{80}\{"jsonrpc".{90}…x{80}…$/);
  });

  test('is told no more once a proper one has come, or the link is closed', async () => {
    const { link, told, next } = asked();
    const other = asked();
    other.link.receive(`x ${answer(1)}\n`);
    await other.link.client.close();
    link.receive(`x ${answer(1)}\n${answer(1)}\nx ${answer(2)}\n`);
    await next();
    expect(told.map(({ id }) => id)).toEqual([2]);
    expect(other.told).toEqual([]);
  });
});
