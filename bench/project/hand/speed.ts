import { handOver, heap, note, now, sizes, time } from '../src/clock.js';

const args = { a: 1, b: 2 };
const LONG = 600_000;

interface Client {
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  listTools(): Promise<unknown>;
}

export interface Wired {
  client: Client;
  close(): Promise<void>;
}

/** What doing it by hand is measured by. `kit/speed.ts` is its twin. */
export function measure(connect: (large?: 'large') => Promise<Wired>): void {
  let wired: Wired;
  const wire = (large?: 'large'): void => {
    beforeEach(async () => {
      wired = await connect(large);
    });
    afterEach(() => wired.close());
  };
  const text = (result: unknown): unknown => (result as { content: { text: string }[] }).content[0]?.text;

  afterAll(handOver);

  for (const tool of ['add', 'sum']) {
    describe(`a test with one call of ${tool}`, () => {
      let started: number | undefined;
      for (let batch = 0; batch < sizes.batches * 2; batch++) {
        // Outside the inner describe block, whose hooks would wire a server for it.
        test(`batch ${batch} starts`, () => {
          if (batch >= sizes.batches && started !== undefined)
            note(`${tool}: test`, (now() - started) / sizes.fresh);
          started = now();
        });
        describe('', () => {
          wire();
          for (let i = 0; i < sizes.fresh; i++) {
            test(`call ${batch}.${i}`, async () => {
              expect(text(await wired.client.callTool({ name: tool, arguments: args }))).toBe('3');
            });
          }
        });
      }
    });
  }

  for (const tool of ['add', 'sum']) {
    describe(`sessions opened in one test, and ${tool}`, () => {
      for (let batch = 0; batch < sizes.batches * 2; batch++) {
        test(
          `batch ${batch}`,
          async () => {
            await time(batch < sizes.batches ? 'warm-up' : `${tool}: session`, sizes.loop, async () => {
              const { client, close } = await connect();
              await client.callTool({ name: tool, arguments: args });
              await close();
            });
          },
          LONG,
        );
      }
    });
  }

  for (const tool of ['add', 'sum']) {
    describe(`calls of ${tool} on a warm session`, () => {
      wire();
      for (let batch = 0; batch < sizes.batches * 2; batch++) {
        test(
          `batch ${batch}`,
          async () => {
            for (let i = 0; i < 5; i++) await wired.client.callTool({ name: tool, arguments: args });
            await time(batch < sizes.batches ? 'warm-up' : `${tool}: call`, sizes.warm, () =>
              wired.client.callTool({ name: tool, arguments: args }),
            );
          },
          LONG,
        );
      }
    });
  }

  describe('a hundred tools', () => {
    wire('large');
    test(
      'listed again and again',
      async () => {
        await time('list: first', 1, () => wired.client.listTools());
        for (let i = 0; i < sizes.lists; i++) await time('list: again', 1, () => wired.client.listTools());
      },
      LONG,
    );
  });

  describe('one call on a server of a hundred tools', () => {
    for (let batch = 0; batch < sizes.large * 2; batch++) {
      test(
        `batch ${batch}`,
        async () => {
          await time(batch < sizes.large ? 'warm-up' : 'large: session', 3, async () => {
            const { client, close } = await connect('large');
            await client.callTool({ name: 'tool7', arguments: args });
            await close();
          });
        },
        LONG,
      );
    }
  });

  describe('one long test', () => {
    wire();
    test(
      'makes many calls',
      async () => {
        const tenth = sizes.long / 10;
        await wired.client.callTool({ name: 'add', arguments: args });
        const before = heap();
        await time('long: first tenth', tenth, () => wired.client.callTool({ name: 'add', arguments: args }));
        for (let i = 0; i < tenth * 8; i++) await wired.client.callTool({ name: 'add', arguments: args });
        await time('long: last tenth', tenth, () => wired.client.callTool({ name: 'add', arguments: args }));
        note('long: kept', (heap() - before) / sizes.long);
      },
      LONG,
    );
  });
}
