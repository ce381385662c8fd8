import { Readable } from 'node:stream';
import { webStreamOf } from '../../../src/wire/http/web-stream';

const MiB = 1024 * 1024;

test('hands on the chunks as they are, to the end', async () => {
  const chunks = ['a', 'b'].map(text => Buffer.from(text));
  const reader = webStreamOf(Readable.from(chunks, { objectMode: false })).getReader();
  expect((await reader.read()).value).toBe(chunks[0]);
  expect((await reader.read()).value).toBe(chunks[1]);
  expect((await reader.read()).done).toBe(true);
});

test('fails as the stream does, after what came before', async () => {
  const readable = new Readable({ read: () => undefined });
  const reader = webStreamOf(readable).getReader();
  readable.push('half');
  expect(String((await reader.read()).value)).toBe('half');
  const rest = reader.read();
  readable.destroy(new Error('broken'));
  await expect(rest).rejects.toThrow('broken');
});

test('fails where the stream is closed before its end', async () => {
  const readable = new Readable({ read: () => undefined });
  const rest = webStreamOf(readable).getReader().read();
  readable.destroy();
  await expect(rest).rejects.toThrow('It was closed before its end.');
});

test('a reader that has seen enough ends the stream, and hears nothing of it', async () => {
  const readable = new Readable({
    read: () => undefined,
    destroy: (_error, done) => done(new Error('late')),
  });
  await webStreamOf(readable).cancel();
  expect(readable.destroyed).toBe(true);
  await new Promise(resolve => readable.once('close', resolve));
});

test('reads a small body to its end, read or not', async () => {
  const readable = Readable.from([Buffer.from('small')], { objectMode: false });
  const ended = new Promise(resolve => readable.once('end', resolve));
  webStreamOf(readable);
  await ended;
});

test('reads a body without end only so far ahead', async () => {
  let pushed = 0;
  const readable = new Readable({
    read() {
      pushed++;
      this.push(Buffer.alloc(MiB / 4));
    },
  });
  const reader = webStreamOf(readable).getReader();
  const paused = new Promise(resolve => readable.once('pause', resolve));
  await paused;
  const ahead = pushed;
  await new Promise(resolve => setImmediate(resolve));
  expect(pushed).toBe(ahead);
  for (let count = 0; count < 16; count++) await reader.read();
  expect(pushed).toBeGreaterThanOrEqual(16);
  await reader.cancel();
});
