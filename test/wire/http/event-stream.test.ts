import { EventReader } from '../../../src/wire/http/event-stream';

function read(...chunks: string[]): string[] {
  const reader = new EventReader();
  return chunks.flatMap(chunk => reader.read(Buffer.from(chunk, 'latin1'))).map(({ text }) => text);
}

test.each([
  ['line feeds', 'data: a\n\n'],
  ['carriage returns', 'data: a\r\r'],
  ['both', 'data: a\r\n\r\n'],
  ['a mixture', 'data: a\r\n\n'],
])('an event ends with an empty line, whatever ends a line: %s', (_name, text) => {
  expect(read(text)).toEqual(['a']);
  // However it is cut.
  for (let at = 1; at < text.length; at++) expect(read(text.slice(0, at), text.slice(at))).toEqual(['a']);
  expect(read(...text)).toEqual(['a']);
});

test('half a line end is none of the next line', () => {
  expect(read('data: a\r', '\ndata: b\r', '\n\r', '\n')).toEqual(['a\nb']);
});

test('a character that is cut in two', () => {
  const reader = new EventReader();
  const bytes = Buffer.from('data: é\n\n');
  const events = [...bytes].flatMap(byte => reader.read(Uint8Array.of(byte)));
  expect(events.map(({ text }) => text)).toEqual(['é']);
});

test('a byte order mark is none of the first line, however it is cut, and stays in any other', () => {
  const bytes = Buffer.from('\ufeffdata: a\n\ndata: b\n\ufeffdata: c\n\n');
  for (let at = 0; at <= 3; at++) {
    const reader = new EventReader();
    const events = [bytes.subarray(0, at), bytes.subarray(at)].flatMap(chunk => reader.read(chunk));
    expect(events.map(({ text }) => text)).toEqual(['a', 'b']);
  }
});

test.each([
  ['an ArrayBuffer', Uint8Array.from(Buffer.from('data: a\n\n')).buffer],
  ['another view', new DataView(Uint8Array.from(Buffer.from('data: a\n\n')).buffer)],
])('a chunk may be %s', (_name, chunk) => {
  expect(new EventReader().read(chunk as never).map(({ text }) => text)).toEqual(['a']);
});

test('a chunk that is text is refused', () => {
  expect(() => new EventReader().read('data: a\n\n' as never)).toThrow(
    'A chunk of the body is not bytes. Its type is string.',
  );
});

test('comments, other types and empty data are no message; one space after the colon is none of the value', () => {
  expect(
    read(': hello\n\nevent: ping\ndata: x\n\nevent: message\ndata:  y\n\ndata\n\nid: 1\ndata:z\n\n'),
  ).toEqual([' y', 'z']);
});

test('an answer in many chunks is read once: the work does not grow with the square', () => {
  // 16 MiB in 64 Ki chunks. Joined to all before, each chunk would have half a TiB copied.
  const chunk = Buffer.alloc(256, 'x');
  const reader = new EventReader();
  reader.read(Buffer.from('data: '));
  for (let count = 0; count < 65_536; count++) reader.read(chunk);
  const [data] = reader.read(Buffer.from('\n\n'));
  expect(data?.text).toHaveLength(256 * 65_536);
});

test('what follows a whole line in its chunk belongs to the next one', () => {
  expect(read('data: a\n\ndata: b', '\n\n')).toEqual(['a', 'b']);
});

test('nothing between the halves of a line end changes nothing', () => {
  expect(read('data: a\r', '', '\ndata: b\n\n')).toEqual(['a\nb']);
});

test('a field without a colon has an empty value, and spaces inside a value stay', () => {
  expect(read('data\ndata:a b\n\n')).toEqual(['\na b']);
});

test.each([
  ['no id', 'data: a\n\n', false],
  ['an empty id', 'id:\ndata: a\n\n', false],
  ['a type alone', 'event: message\ndata: a\n\n', false],
  ['an id', 'id: 1\ndata: a\n\n', true],
  ['an id before any data', 'id: 1\n', true],
])('an event can be asked for again if it has an id: %s', (_name, text, hasIds) => {
  const reader = new EventReader();
  expect(reader.hasIds).toBe(false);
  reader.read(Buffer.from(text));
  expect(reader.hasIds).toBe(hasIds);
});
