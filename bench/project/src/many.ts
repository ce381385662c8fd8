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
    const left = resources();
    for (const kind of before) if (left.includes(kind)) left.splice(left.indexOf(kind), 1);
    note('left', left.length);
    if (left.length > 0) console.error(`Left behind: ${left.join(', ')}`);
    handOver();
  });
}
