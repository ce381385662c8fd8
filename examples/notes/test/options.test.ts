import { readOptions } from '../src/options.js';

test('the command line wins over the environment', () => {
  expect(readOptions(['--file', 'a.json'], { NOTES_FILE: 'b.json' })).toEqual({ file: 'a.json' });
  expect(readOptions([], { NOTES_FILE: 'b.json' })).toEqual({ file: 'b.json' });
});

test('without a file the server does not start', () => {
  expect(() => readOptions([], {})).toThrow('notes --file <path>');
});
