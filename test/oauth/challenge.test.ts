import { bearerChallenge, parseChallenges } from '../../src/oauth/challenge';

const read = (header: string) => {
  const { challenges, malformed } = parseChallenges(header);
  return [
    ...challenges.map(({ scheme, token68, parameters }) => [
      scheme,
      token68 ?? Object.fromEntries(parameters),
    ]),
    ...malformed,
  ];
};

it.each([
  ['Bearer', [['Bearer', {}]]],
  ['Bearer realm="mcp"', [['Bearer', { realm: 'mcp' }]]],
  ['bearer ERROR=invalid_token', [['bearer', { error: 'invalid_token' }]]],
  ['Bearer error="invalid_token", scope="a b"', [['Bearer', { error: 'invalid_token', scope: 'a b' }]]],
  ['Bearer error = "x" ,\t scope\t=\t"y"', [['Bearer', { error: 'x', scope: 'y' }]]],
  ['Bearer error_description="\\"exp\\" \\\\ check"', [['Bearer', { error_description: '"exp" \\ check' }]]],
  ['Bearer realm="a, Basic b=c"', [['Bearer', { realm: 'a, Basic b=c' }]]],
  [
    'Basic realm="x", Bearer realm="y", scope="z"',
    [
      ['Basic', { realm: 'x' }],
      ['Bearer', { realm: 'y', scope: 'z' }],
    ],
  ],
  [
    'Negotiate YII=, Bearer',
    [
      ['Negotiate', 'YII='],
      ['Bearer', {}],
    ],
  ],
  [
    'Negotiate, Bearer realm=""',
    [
      ['Negotiate', {}],
      ['Bearer', { realm: '' }],
    ],
  ],
  [', ,Bearer realm="x",,scope="y",', [['Bearer', { realm: 'x', scope: 'y' }]]],
  [
    'Bearer realm="api", DPoP algs="RS256 ES256"',
    [
      ['Bearer', { realm: 'api' }],
      ['DPoP', { algs: 'RS256 ES256' }],
    ],
  ],
])('reads %s', (header, expected) => {
  expect(read(header)).toEqual(expected);
});

it.each([
  [
    'Bearer error_description=""exp" claim timestamp check failed", scope="mcp"',
    /"exp\\" claim .* stands where a comma should/,
  ],
  ['Bearer realm="never', /the quotation of realm never ends/],
  ['Bearer realm="never\\', /the quotation of realm never ends/],
  ['Bearer scope="a", scope="b"', /the parameter scope comes twice/],
  ['Bearer scope="a" error="b"', /stands where a comma should/],
  ['Bearer realm', /./],
  ['Bearer scope=, error="x"', /the parameter error comes after "scope="/],
  ['"quoted"', /is neither a scheme nor a parameter/],
  ['', /it names no scheme/],
  ['   ', /it names no scheme/],
  ['Bearer invalid token', /no parameter|stands where/],
])('says what is wrong with %s', (header, problem) => {
  const { malformed, challenges } = parseChallenges(header);
  if (header === 'Bearer realm') expect(challenges[0]?.token68).toBe('realm');
  else expect(malformed.join('; ')).toMatch(problem);
});

it('keeps the first of two values, and reads on after a mistake', () => {
  expect(read('Bearer scope="a", scope="b", error="c"')[0]).toEqual(['Bearer', { scope: 'a', error: 'c' }]);
  expect(read('Bearer error_description=""exp" failed", scope="mcp"')[0]).toEqual([
    'Bearer',
    { error_description: '', scope: 'mcp' },
  ]);
});

it('finds the Bearer challenge, however it is spelt', () => {
  expect(bearerChallenge(parseChallenges('Basic realm="x", BEARER realm="y"'))?.parameters.get('realm')).toBe(
    'y',
  );
  expect(bearerChallenge(parseChallenges('Basic realm="x"'))).toBeUndefined();
});

it('ends on any text', () => {
  const letters = ['"', '\\', ',', '=', ' ', 'a', 'Bearer', '\t', '\u00e9', ';'];
  let seed = 7;
  for (let round = 0; round < 2_000; round++) {
    const text = Array.from(
      { length: 12 },
      () => letters[(seed = (seed * 16_807) % 2_147_483_647) % letters.length],
    ).join('');
    expect(parseChallenges(text).challenges.length).toBeLessThan(13);
  }
});
