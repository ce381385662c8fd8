import { MemoryLink } from '../../src/wire/memory';
import { type Passage, WireRecorder } from '../../src/wire/recorder';
import type { JsonRpcMessage } from '../../src/wire/frame';

interface Handed {
  readonly method: string | undefined;
  readonly extra: unknown;
}

/** A started link, and what its server's end was handed. */
async function started(): Promise<{ link: MemoryLink; handed: Handed[] }> {
  const link = new MemoryLink();
  const handed: Handed[] = [];
  link.server.onmessage = (...given: [JsonRpcMessage, unknown?]) =>
    handed.push({ method: given[0].method, extra: given.length === 1 ? 'none' : given[1] });
  await Promise.all([link.client.start(), link.server.start()]);
  return { link, handed };
}

const ask = (method: string): object => ({ jsonrpc: '2.0', id: method, method });
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('an interceptor on a link in memory', () => {
  it('lets pass with something beside the message, or keeps back', async () => {
    const { link, handed } = await started();
    link.wire.intercept('to server', ({ method }) =>
      method === 'secret' ? undefined : method === 'plain' ? {} : { extra: { who: 'alice' } },
    );
    for (const method of ['plain', 'secret', 'known']) await link.client.send(ask(method));
    await turn();
    expect(handed).toEqual([
      { method: 'plain', extra: 'none' },
      { method: 'known', extra: { who: 'alice' } },
    ]);
  });

  it('keeps the order of what it decides late', async () => {
    const { link, handed } = await started();
    let decide = (_passage: Passage): void => undefined;
    link.wire.intercept('to server', ({ method }) =>
      method === 'late' ? new Promise(resolve => (decide = resolve)) : {},
    );
    for (const method of ['late', 'soon', 'sooner']) await link.client.send(ask(method));
    await turn();
    expect(handed).toEqual([]);
    decide({});
    await turn();
    expect(handed.map(({ method }) => method)).toEqual(['late', 'soon', 'sooner']);
  });

  it('judges raw bytes too', async () => {
    const { link, handed } = await started();
    link.wire.intercept('to server', () => undefined);
    link.wire.inject('to server', JSON.stringify(ask('raw')));
    link.wire.inject('to server', '{');
    await turn();
    expect(handed).toEqual([]);
  });

  it('says nothing of what the server sends', async () => {
    const { link } = await started();
    const answers: JsonRpcMessage[] = [];
    link.client.onmessage = message => answers.push(message);
    link.wire.intercept('to server', () => undefined);
    await link.server.send({ jsonrpc: '2.0', id: 1, result: {} });
    await turn();
    expect(answers).toHaveLength(1);
  });

  it('lets a request be given up without a frame', async () => {
    const frames: unknown[] = [];
    const link = new MemoryLink(new WireRecorder({ onframe: frame => frames.push(frame) }));
    const answers: JsonRpcMessage[] = [];
    link.client.onmessage = message => answers.push(message);
    link.giveUp('x', 'refused');
    await turn();
    expect(answers).toEqual([{ jsonrpc: '2.0', id: 'x', error: { code: -32000, message: 'refused' } }]);
    expect(frames).toEqual([]);
  });
});
