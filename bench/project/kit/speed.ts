import { handOver, heap, note, now, sizes, time } from '../src/clock.js';

const args = { a: 1, b: 2 };
const LONG = 600_000;

/** What the kit is measured by. `hand/speed.ts` is its twin. */
export function measure(createServer: () => object, createLargeServer: () => object): void {
  afterAll(handOver);

  for (const tool of ['add', 'sum']) {
    describe(`a test with one call of ${tool}`, () => {
      mcp.serve(createServer);
      let started: number | undefined;
      for (let batch = 0; batch < sizes.batches * 2; batch++) {
        test(`batch ${batch} starts`, () => {
          if (batch >= sizes.batches && started !== undefined)
            note(`${tool}: test`, (now() - started) / sizes.fresh);
          started = now();
        });
        for (let i = 0; i < sizes.fresh; i++) {
          test(`call ${batch}.${i}`, async () => {
            await expect(mcp.callTool(tool, args)).toReturnToolText('3');
          });
        }
      }
    });
  }

  for (const tool of ['add', 'sum']) {
    describe(`sessions opened in one test, and ${tool}`, () => {
      mcp.serve(createServer);
      for (let batch = 0; batch < sizes.batches * 2; batch++) {
        test(
          `batch ${batch}`,
          async () => {
            await time(batch < sizes.batches ? 'warm-up' : `${tool}: session`, sizes.loop, async () => {
              const session = await mcp.connect();
              await session.callTool(tool, args);
              await session.close();
            });
          },
          LONG,
        );
      }
    });
  }

  for (const tool of ['add', 'sum']) {
    describe(`calls of ${tool} on a warm session`, () => {
      mcp.serve(createServer);
      for (let batch = 0; batch < sizes.batches * 2; batch++) {
        test(
          `batch ${batch}`,
          async () => {
            for (let i = 0; i < 5; i++) await mcp.callTool(tool, args);
            await time(batch < sizes.batches ? 'warm-up' : `${tool}: call`, sizes.warm, () =>
              mcp.callTool(tool, args),
            );
          },
          LONG,
        );
      }
    });
  }

  describe('a hundred tools', () => {
    mcp.serve(createLargeServer);
    test(
      'listed again and again',
      async () => {
        await time('list: first', 1, () => mcp.listTools());
        for (let i = 0; i < sizes.lists; i++) await time('list: again', 1, () => mcp.listTools());
      },
      LONG,
    );
  });

  describe('one call on a server of a hundred tools', () => {
    mcp.serve(createLargeServer);
    for (let batch = 0; batch < sizes.large * 2; batch++) {
      test(
        `batch ${batch}`,
        async () => {
          await time(batch < sizes.large ? 'warm-up' : 'large: session', 3, async () => {
            const session = await mcp.connect();
            await session.callTool('tool7', args);
            await session.close();
          });
        },
        LONG,
      );
    }
  });

  describe('one long test', () => {
    mcp.serve(createServer);
    test(
      'makes many calls',
      async () => {
        const tenth = sizes.long / 10;
        await mcp.callTool('add', args);
        const before = heap();
        await time('long: first tenth', tenth, () => mcp.callTool('add', args));
        for (let i = 0; i < tenth * 8; i++) await mcp.callTool('add', args);
        await time('long: last tenth', tenth, () => mcp.callTool('add', args));
        note('long: kept', (heap() - before) / sizes.long);
      },
      LONG,
    );
  });
}
