import {
  assertIsObject,
  assertOptions,
  BOOLEAN,
  findWrongOption,
  isObject,
  mistakeInOptions,
  mustBe,
  oneOf,
  type OptionRules,
  TEXT,
} from '../../src/messages/options';

const rules: OptionRules = {
  name: TEXT,
  strict: BOOLEAN,
  era: oneOf('legacy', 'modern', 'auto'),
  args: value =>
    Array.isArray(value) && value[1] === 3 ? { must: 'a string', at: '[1]', value: 3 } : undefined,
};

const failure = (options: object, words = {}): string => {
  try {
    assertOptions('mcp.serve()', options, rules, words);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing is wrong';
};

it.each<[string, object, object]>([
  ['an option that there is not, the likeliest first', { stict: true }, {}],
  ['one that was left undefined', { stict: undefined }, {}],
  ['one that every object has', { toString: 'x' }, {}],
  ['one called __proto__', JSON.parse('{"__proto__": 1}') as object, {}],
  ['a value of the wrong kind', { name: 3 }, {}],
  ['a word that there is not', { era: 'modren' }, {}],
  ['a part of a value', { args: ['a', 3] }, {}],
  [
    'a field of something else, with a hint and an example',
    { nam: 'x' },
    {
      noun: 'field',
      of: ' of an identity',
      hint: 'The rest stands in claims.',
      example: "mcp.as({ name: 'alice' })",
    },
  ],
  ['what lies in an option', { name: '' }, { prefix: 'auth.' }],
  ['what must be there, left out', {}, { required: ['name'] }],
  ['what must be there, undefined', { name: undefined }, { required: ['name'] }],
])('says what is wrong: %s', (_, options, words) => {
  expect(failure(options, words)).toMatchSnapshot();
});

it.each<[string, object, object]>([
  ['nothing', {}, {}],
  ['right values', { name: 'x', strict: false, era: 'auto' }, {}],
  ['what was left undefined', { name: undefined }, {}],
  ["what is somebody else's to check", { server: 3 }, { also: ['server'] }],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { name: 'x' }), {}],
])('lets through %s', (_, options, words) => {
  expect(failure(options, words)).toBe('nothing is wrong');
});

it('names what was written first, of two that are wrong', () => {
  expect(findWrongOption({ strict: 'yes', nam: 1 }, rules)).toMatchObject({ name: 'strict' });
  expect(findWrongOption({ nam: 1, strict: 'yes' }, rules)).toMatchObject({ name: 'nam' });
});

it.each([null, undefined, 'x', 3, ['a'], () => 1])('refuses options that are no object: %p', value => {
  expect(() => assertIsObject('mcp.login()', 'options', value, 'mcp.login({})')).toThrow(
    /^mcp\.login\(\): the options must be an object, got .*\.\n\nWrite for example:\n {2}mcp\.login\(\{\}\)$/,
  );
  expect(isObject(value)).toBe(false);
});

it('is a mistake of the test in a matcher, which prints no secret', () => {
  const shown = (name: string, value: unknown): unknown => (name === 'name' ? '…' : value);
  expect(mistakeInOptions({ name: 'secret', strct: 1 }, rules, 'options', shown)).toEqual({
    side: 'expected',
    name: 'options',
    must: 'hold known options only',
    value: { name: '…', strct: 1 },
    instead: 'Unknown option "strct". Known options: strict, era, args, name.',
  });
  const named = { name: mustBe('a name', () => false) };
  expect(mistakeInOptions({ name: 'secret' }, named, 'options', shown)).toEqual({
    side: 'expected',
    name: 'options.name',
    must: 'be a name',
    value: '…',
  });
  expect(mistakeInOptions({ name: 'x' }, rules)).toBeUndefined();
});
