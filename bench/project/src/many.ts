import { handOver, heap, note, now, resources, sizes } from './clock.js';

/**
 * Very many tests in one file, and the heap at eleven points of them. jest-circus itself keeps a record of every
 * test, so that only what is kept beyond that belongs to the test.
 */
export function defineMany(body: () => Promise<void>): void {
  let before: string[];
  let started: number;
  beforeAll(() => {
    before = resources();
    started = now();
  });
  for (let i = 0; i <= sizes.tests; i++) {
    test(`test ${i}`, async () => {
      await body();
      if (i % (sizes.tests / 10) === 0) note('heap', heap());
    }, 60_000);
  }
  afterAll(async () => {
    note('test', (now() - started) / sizes.tests);
    await new Promise(resolve => setTimeout(resolve, 50));
    const after = resources();
    note('resources', after.length - before.length);
    if (after.length > before.length) console.error(`left behind: ${after.join(', ')}; there before: ${before.join(', ')}`);
    handOver();
  });
}
