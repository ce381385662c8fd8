import type { Forecast } from '../../../src/subjects/shared/forecast';
import { Pool, type Recipe } from '../../../src/subjects/program/pool';
import { loadSpawn, ServerProcess } from '../../../src/subjects/program/process';

const spawn = loadSpawn();
const launch = {
  command: process.execPath,
  args: ['-e', 'process.stdin.resume()'],
  env: {},
  cwd: process.cwd(),
  stderr: 'keep',
} as const;

/** All that were started, with the program that each is of. */
const started: [key: string, process: ServerProcess][] = [];
const alive = (key?: string): number =>
  started.filter(([of, { exit }]) => !exit && (key === undefined || of === key)).length;

function recipe(key: string, forecast: Forecast, more: Partial<Recipe> = {}): Recipe {
  return {
    key,
    launch,
    ahead: 2,
    test: {},
    forecast: () => forecast,
    start: async () => {
      const made = await ServerProcess.start(launch, spawn);
      started.push([key, made]);
      return made;
    },
    ...more,
  };
}

/** One test, with a session of each program. @returns how many were alive while it ran */
async function runTest(recipes: readonly Recipe[]): Promise<number> {
  const taken: [ServerProcess, Recipe][] = [];
  for (const each of recipes) {
    taken.push([(await pool.take(each)).process, each]);
    pool.startAhead(each);
  }
  await new Promise(resolve => setImmediate(resolve));
  const count = alive();
  for (const [process, each] of taken) await pool.putAway(process, each);
  pool.trim();
  return count;
}

let pool: Pool;
beforeEach(() => (pool = new Pool()));
afterEach(async () => {
  await Promise.all([pool.end(), ...started.splice(0).map(([, made]) => made.end(0))]);
});

test('programs without end: no more than four are ahead, whatever they forecast', async () => {
  for (let at = 0; at < 8; at++) await runTest([recipe(`program ${at}`, { tests: 9, isCertain: true })]);
  const running = await runTest([recipe('program 8', { tests: 9, isCertain: true })]);
  expect(running).toBeLessThanOrEqual(1 + 4 + 3);
  expect(alive('program 8')).toBe(2);
  await pool.end();
  expect(alive()).toBe(0);
});

test('several programs of one test do not take room from each other', async () => {
  const kinds = ['a', 'b', 'c'];
  for (let at = 0; at < 4; at++) {
    const test = {};
    await runTest(kinds.map(key => recipe(key, { tests: 9, isCertain: true }, { test })));
  }
  // Each test has one of each; what is ahead of the next has been there since the first.
  expect(started.length).toBeLessThanOrEqual(4 * 3 + 4);
  await pool.end();
  expect(alive()).toBe(0);
});

test('a forecast that shrinks ends what it had asked for', async () => {
  let tests = 5;
  const shrinking = recipe(
    'shrinking',
    { tests: 0, isCertain: true },
    { forecast: () => ({ tests, isCertain: true }) },
  );
  await pool.take(shrinking);
  pool.startAhead(shrinking);
  await new Promise(resolve => setImmediate(resolve));
  expect(alive()).toBe(3);
  tests = 1;
  pool.trim();
  while (alive() > 2) await new Promise(resolve => setImmediate(resolve));
  tests = 0;
  pool.trim();
  while (alive() > 1) await new Promise(resolve => setImmediate(resolve));
});

test('as many as somebody has asked for are ahead, though that is more than four', async () => {
  const many = recipe('many', { tests: 9, isCertain: true }, { ahead: 6 });
  await pool.take(many);
  pool.startAhead(many);
  await new Promise(resolve => setImmediate(resolve));
  expect(alive()).toBe(7);
});

test('where nobody knows what tests want, a program has to be seen in two of them', async () => {
  const unknown = (): Recipe => recipe('unknown', { tests: undefined, isCertain: false });
  expect(await runTest([unknown()])).toBe(1);
  expect(await runTest([unknown()])).toBeGreaterThanOrEqual(3);
});
