/** What the SDKs' own clients make of tools and of their results, without a server. */
import type { Handshake } from '../../src/protocol/attempt';
import { Judge, judgedTogether, refusedSchema } from '../../src/sdk/judge';
import { makeClient, type Sdk } from './servers';

type Listed = Parameters<typeof judgedTogether>[0];

const TOTAL: Listed = {
  name: 'total',
  outputSchema: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] },
};
const PLAIN: Listed = { name: 'plain' };
const BROKEN: Listed = {
  name: 'broken',
  outputSchema: { type: 'object', properties: { a: { type: 'numbr' } } },
};

function judgeOf(sdk: Sdk, ...tools: readonly Listed[]): Judge {
  const isModern = sdk === 'v2, modern era';
  const handshake: Handshake = {
    era: isModern ? 'modern' : 'legacy',
    protocolVersion: isModern ? '2026-07-28' : '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'x', version: '1.0.0' },
  };
  return new Judge(() => Promise.resolve(makeClient(sdk)), handshake, tools);
}

describe.each(['v1', 'v2', 'v2, modern era'] as const)('the client of SDK %s', sdk => {
  it.each([
    ['what fits', { content: [], structuredContent: { total: 3 } }, undefined],
    ['a wrong type', { content: [], structuredContent: { total: 'x' } }, 'result'],
    ['what is missing', { content: [], structuredContent: {} }, 'result'],
    ['no structuredContent', { content: [] }, 'result'],
    ['an error without it', { isError: true, content: [] }, undefined],
  ])('judges %s', async (_what, result, refused) => {
    const found = await judgeOf(sdk, TOTAL, PLAIN).refuses('total', result);
    expect(found?.refused).toBe(refused);
  });

  it('takes what has no schema, and calls that run side by side each for itself', async () => {
    const judge = judgeOf(sdk, TOTAL, PLAIN);
    const right = { content: [], structuredContent: { total: 1 } };
    const wrong = { content: [], structuredContent: { total: '1' } };
    const found = await Promise.all([
      judge.refuses('plain', { content: [] }),
      judge.refuses('total', right),
      judge.refuses('total', wrong),
      judge.refuses('total', right),
    ]);
    expect(found.map(each => each?.refused)).toEqual([undefined, undefined, 'result', undefined]);
  });

  it('says where it refuses a schema, and why', async () => {
    const judge = judgeOf(sdk, BROKEN);
    const found = await judge.refuses('broken', { content: [], structuredContent: {} });
    // v1 compiles all schemas with the list, v2 each before its call.
    expect(found?.refused).toBe(sdk === 'v1' ? 'list' : 'call');
    const words = refusedSchema('an SDK', 'broken', found!);
    expect(words).toContain(sdk === 'v1' ? 'refuses every list that holds this tool' : 'refuses every call');
    expect(words).toContain('numbr');
  });
});

it('judges schemas with an $id together, and any other alone', () => {
  const one: Listed = { name: 'one', outputSchema: { $id: 'a', type: 'object' } };
  const two: Listed = { name: 'two', outputSchema: { $id: 'a', type: 'object' } };
  expect(judgedTogether(one, [one, TOTAL, PLAIN, two])).toEqual([one, two]);
  expect(judgedTogether(TOTAL, [one, TOTAL, two])).toEqual([TOTAL]);
});
