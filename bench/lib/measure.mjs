import { runJest } from './project.mjs';
import { median } from './statistics.mjs';

export function sizesOf({ quick, rounds, clock }) {
  const sizes = quick
    ? {
        rounds: 3,
        files: 6,
        batches: 3,
        fresh: 10,
        loop: 10,
        warm: 50,
        lists: 5,
        large: 2,
        long: 500,
        tests: 500,
        linked: 20,
        spawns: 4,
        big: [1, 4],
        lines: [1, 1, 1],
      }
    : {
        rounds: 7,
        files: 30,
        batches: 8,
        fresh: 25,
        loop: 25,
        warm: 150,
        lists: 10,
        large: 4,
        long: 3_000,
        tests: 10_000,
        linked: 60,
        spawns: 20,
        big: [4, 16, 64],
        lines: [8, 8, 8, 8, 8],
      };
  return { ...sizes, clock, ...(rounds !== undefined && { rounds: Number(rounds) }) };
}

/** Calls each side once a round, the first side last in every other round, so that none is always first. */
function interleave(rounds, sides) {
  const names = Object.keys(sides);
  const measured = Object.fromEntries(names.map(name => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) measured[name].push(sides[name]());
    process.stderr.write('.');
  }
  process.stderr.write('\n');
  return measured;
}

/** Wall and CPU time of a whole run of Jest, with a warm transform cache. */
export function measureSuite(project, sizes) {
  const side = name => () => runJest(project, name, '/suite/');
  const sides = { kit: side('kit'), hand: side('hand') };
  process.stderr.write(`suite of ${sizes.files} files `);
  for (const run of Object.values(sides)) run();
  const measured = interleave(sizes.rounds, sides);
  return mapValues(measured, runs => ({ wall: runs.map(run => run.wall), cpu: runs.map(run => run.cpu) }));
}

/** Sessions, calls and lists: the median of each series, for each round. */
export function measureSpeed(project, sizes, sdk) {
  const side =
    (name, env = {}) =>
    () =>
      mapValues(
        runJest(project, name, `${sdk}.speed`, {
          nodeFlags: ['--expose-gc'],
          env: { BENCH_SIZES: JSON.stringify(sizes), BENCH_CLOCK: sizes.clock, ...env },
        }).series,
        median,
      );
  process.stderr.write(`speed with SDK ${sdk} `);
  const measured = interleave(sizes.rounds, {
    kit: side('kit'),
    hand: side('hand'),
    json: side('hand', { BENCH_WIRE: 'json' }),
  });
  return mapValues(measured, rounds => mapValues(rounds[0], (_, name) => rounds.map(round => round[name])));
}

/** The same test, each with a fresh session, over every kind of link; by hand each spawns the server. */
export function measureLinks(project, sizes) {
  const side = name => () =>
    mapValues(
      runJest(project, name, 'links', {
        env: { BENCH_SIZES: JSON.stringify({ ...sizes, tests: sizes.linked }), BENCH_CLOCK: 'wall' },
      }).series,
      median,
    );
  process.stderr.write('links ');
  const measured = interleave(sizes.rounds, { kit: side('kit'), hand: side('hand') });
  return mapValues(measured, rounds => mapValues(rounds[0], (_, name) => rounds.map(round => round[name])));
}

/** Answers of several sizes, over every kind of link. */
export function measureBig(project, sizes) {
  const side = name => () =>
    mapValues(
      runJest(project, name, 'sizes', {
        env: { BENCH_SIZES: JSON.stringify(sizes), BENCH_CLOCK: sizes.clock },
      }).series,
      median,
    );
  process.stderr.write('large answers ');
  const measured = interleave(sizes.rounds, { kit: side('kit'), hand: side('hand') });
  return mapValues(measured, rounds => mapValues(rounds[0], (_, name) => rounds.map(round => round[name])));
}

/** The authorization server, logins and the battery, of which nothing is there by hand: the median of each series, for each round. */
export function measureAuth(project, sizes) {
  process.stderr.write('authorization ');
  const { kit } = interleave(sizes.rounds, {
    kit: () =>
      mapValues(
        runJest(project, 'kit', 'auth.test', {
          env: { BENCH_SIZES: JSON.stringify(sizes), BENCH_CLOCK: sizes.clock },
        }).series,
        median,
      ),
  });
  return mapValues(kit[0], (_, name) => kit.map(round => round[name]));
}

/** Very many tests in one file: the heap at eleven points, what is left behind, and whether Jest finds open handles. */
export function measureMany(project, sizes) {
  process.stderr.write(`${sizes.tests} tests in one file `);
  const run = (side, pattern) => {
    const { series } = runJest(project, side, pattern, {
      nodeFlags: ['--expose-gc'],
      env: { BENCH_SIZES: JSON.stringify(sizes) },
    });
    process.stderr.write('.');
    return { tests: sizes.tests, heap: series.heap, test: series.test[0], left: series.left[0] };
  };
  const found = { kit: run('kit', 'many'), hand: run('hand', 'many'), empty: run('hand', 'empty') };
  const { stderr } = runJest(project, 'kit', 'many', {
    nodeFlags: ['--expose-gc'],
    flags: ['--detectOpenHandles'],
    env: { BENCH_SIZES: JSON.stringify({ ...sizes, tests: 100 }) },
  });
  process.stderr.write('.\n');
  return { ...found, openHandles: /open handle|did not exit/i.test(stderr) };
}

function mapValues(object, map) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value, name)]));
}
