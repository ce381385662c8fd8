import { issuesOfText } from '../../src/protocol/issues';

/** Paths alone, as a test would write them. */
function pathsIn(text: string, sent?: object, names?: readonly string[]): string[] | undefined {
  return issuesOfText(text, { sent, ...(names && { names }) })?.map(({ path }) => path.join('.'));
}

it.each<[what: string, text: string, sent: object, names: string[], paths: string[] | undefined]>([
  ['what is missing (SDK v2)', 'who: Invalid input: expected string, received undefined', {}, [], ['who']],
  [
    'what is missing, and others',
    'who: Invalid input: expected string, received undefined, kind: Invalid option: expected one of "a"|"b"',
    { kind: 'c' },
    [],
    ['who', 'kind'],
  ],
  [
    'a message with commas and colons of its own',
    'mail: Please give an address, for example: ada@example.com, who: Required',
    { mail: 'x' },
    ['mail', 'who'],
    ['mail', 'who'],
  ],
  [
    'a missing number that is coerced (SDK v1)',
    'Invalid input: expected number, received NaN at n',
    {},
    [],
    ['n'],
  ],
  ['a missing union (SDK v1)', 'Invalid input at u', {}, [], ['u']],
  ['names that are known', 'must be even at n\nmust be odd at m', {}, ['n', 'm'], ['n', 'm']],
  // Wrong as a whole, and nowhere in particular.
  ['words that are not names', 'a is required, look at readme', {}, ['a'], ['']],
  ['no path at all', 'That did not work.', {}, [], undefined],
  [
    'steps that are objects (Standard Schema)',
    JSON.stringify([{ path: [{ key: 'items' }, { key: 0 }, { key: 'b' }], message: 'Invalid key' }]),
    {},
    [],
    ['items.0.b'],
  ],
  [
    'the errors of ajv',
    JSON.stringify([{ instancePath: '/c', params: { missingProperty: 'b' }, message: 'must have it' }]),
    {},
    [],
    ['c.b'],
  ],
])('%s', (_what, text, sent, names, paths) => {
  expect(pathsIn(text, sent, names)).toEqual(paths);
});
