import { RecordedFrame } from '../../../src/wire/frame';
import { cut, ReceivedText } from '../../../src/wire/http/received-text';

const bytes = Buffer.from('{"a":"ü€😀"}');

test('is the same text, however it was cut', () => {
  for (let at = 0; at <= bytes.length; at++)
    expect(new ReceivedText([bytes.subarray(0, at), bytes.subarray(at)]).text).toBe('{"a":"ü€😀"}');
  expect(new ReceivedText([...bytes].map(byte => Uint8Array.of(byte))).text).toBe('{"a":"ü€😀"}');
  expect(new ReceivedText([]).text).toBe('');
});

test('is read at its ends alone, over the pieces that lie there', () => {
  const text = new ReceivedText(['ab', 'c', '', 'def', 'g'].map(piece => Buffer.from(piece)));
  expect([text.byteLength, text.start(4), text.end(4), text.start(9), text.end(9)]).toEqual([
    7,
    'abcd',
    'defg',
    'abcdefg',
    'abcdefg',
  ]);
});

test('a cut copies nothing', () => {
  const pieces = [Buffer.from('abc'), Buffer.from('def')];
  const [first, second] = cut(pieces, 2, 5);
  expect([String(first), String(second)]).toEqual(['c', 'de']);
  expect([first?.buffer, second?.buffer]).toEqual(pieces.map(({ buffer }) => buffer));
  expect(first?.buffer).toBe(pieces[0]?.buffer);
});

test('a frame has it decoded when somebody reads it, and then once', () => {
  const received = new ReceivedText([Buffer.from('{"jsonrpc":"2.0",'), Buffer.from('"id":1,"result":{}}')]);
  const read = jest.spyOn(received, 'text', 'get');
  const frame = new RecordedFrame('to client', 1, received);
  expect(read).not.toHaveBeenCalled();
  expect(frame.message).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  expect(frame.text).toBe('{"jsonrpc":"2.0","id":1,"result":{}}');
  expect(read).toHaveBeenCalledTimes(1);
  expect(Object.keys(frame)).toEqual(Object.keys(new RecordedFrame('to client', 1, '{}')));
});
