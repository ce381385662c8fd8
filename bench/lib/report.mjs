import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { repository } from './project.mjs';
import { ratio, spread } from './statistics.mjs';

const microseconds = ({ median, low, high }) =>
  `${number(median * 1000)} µs (${number(low * 1000)} – ${number(high * 1000)})`;
const milliseconds = ({ median, low, high }) => `${number(median)} ms (${number(low)} – ${number(high)})`;
const seconds = ({ median, low, high }) =>
  `${number(median / 1000)} s (${number(low / 1000)} – ${number(high / 1000)})`;
const bytes = ({ median, low, high }) => `${number(median)} B (${number(low)} – ${number(high)})`;
const perSecond = ({ median, low, high }) =>
  `${number(1000 / median)} /s (${number(1000 / high)} – ${number(1000 / low)})`;
const times = ({ median, low, high }) => `${median.toFixed(2)} × (${low.toFixed(2)} – ${high.toFixed(2)})`;

function number(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

/** Holds a ratio against its goal. Where the goal lies between the lowest and the highest round, noise decides: that is said. */
function verdict({ median, low, high }, { atMost, atLeast }) {
  const met = atMost !== undefined ? median <= atMost : median >= atLeast;
  const clear =
    atMost !== undefined ? (met ? high <= atMost : low > atMost) : met ? low >= atLeast : high < atLeast;
  return `${met ? 'met' : 'missed'}${clear ? '' : ', within the noise'}`;
}

function goalText({ atMost, atLeast }) {
  return atMost !== undefined ? `≤ ${atMost.toFixed(2)} ×` : `≥ ${atLeast.toFixed(2)} ×`;
}

/** One line of the table: what a thing costs with the kit and by hand, and how that relates to the goal. */
function compared(what, kit, hand, show, goal, relation = ratio(kit, hand)) {
  return [
    what,
    show(spread(kit)),
    show(spread(hand)),
    times(relation),
    goal ? goalText(goal) : '',
    goal ? verdict(relation, goal) : '',
  ];
}

const LINKS = [
  ['memory', 'memory', { atLeast: 50 }],
  ['fetch', 'HTTP without a socket'],
  ['http', 'HTTP over loopback'],
  ['entry', 'an entry file in process', { atLeast: 5 }],
  ['pool', 'a program, from the pool', { atLeast: 3 }],
  ['spawn', 'a program, `pool: 0`'],
];

/** Tests per second over each link, against spawning the server for each test by hand. */
export function rowsOfLinks({ kit, hand }) {
  return LINKS.map(([name, called, goal]) =>
    compared(called, kit[name], hand.spawn, perSecond, goal, ratio(hand.spawn, kit[name])),
  );
}

const BIG = [
  ['sse', 'sse', 'an HTTP application, one event of a stream'],
  ['json', 'json', 'an HTTP application, JSON'],
  ['sse, hosted', 'sse', "a server object with `link: 'http'`"],
  ['sse, no socket', 'sse', "an HTTP application with `link: 'fetch'`; by hand over a socket"],
  ['memory', 'memory', "in memory; by hand with JSON between the SDK's pair"],
  ['stdio', 'stdio', 'a program over stdio, without its own CPU time'],
];

/** Large answers: each against the same by hand, and how the time grows with the size. */
export function rowsOfBig({ kit, hand }, sizes) {
  return BIG.flatMap(([name, by, called]) =>
    [...new Set(name === 'stdio' ? sizes.lines : sizes.big)].map(size =>
      compared(`${size} MiB, ${called}`, kit[`${name} ${size}`], hand[`${by} ${size}`], milliseconds, {
        atMost: 1.3,
      }),
    ),
  );
}

const AUTH = [
  ['first server', '`authServer()`, the first of a file: loads, makes keys, listens', 20],
  ['another server', '`authServer()`, another one', 20],
  ['first identity', '`mcp.as()`, one call, the first of a file: loads the SDK'],
  ['identity', '`mcp.as()`, connect and one call, warm'],
  ['first login', '`mcp.login()` and one call, the first of a file'],
  ['login', '`mcp.login()` and one call, warm', 200],
  ['first battery', '`toRejectUnauthorized()` on an application, the first of a file'],
  ['battery', '`toRejectUnauthorized()` on an application, warm', 500],
];

/** What authorization costs: milliseconds, where nothing does the same by hand. */
export function rowsOfAuth(measured) {
  return AUTH.map(([name, called, atMost]) => {
    const { median, low, high } = spread(measured[name]);
    const goal = atMost === undefined ? '' : `≤ ${atMost} ms`;
    const met = median <= atMost;
    const isClear = met ? high <= atMost : low > atMost;
    const says =
      atMost === undefined ? '' : `${met ? 'met' : 'missed'}${isClear ? '' : ', within the noise'}`;
    return [called, milliseconds({ median, low, high }), '', '', goal, says];
  });
}

/** Rows of the table that holds the kit against the same by hand. */
export function rowsOf({ suite, speed = {}, many }) {
  const rows = [];
  if (suite) {
    rows.push(compared('Suite, wall time', suite.kit.wall, suite.hand.wall, seconds, { atMost: 0.75 }));
    rows.push(compared('Suite, CPU time', suite.kit.cpu, suite.hand.cpu, seconds, { atMost: 0.75 }));
  }
  for (const [sdk, { kit, hand, json }] of Object.entries(speed)) {
    const of = `SDK ${sdk}`;
    const fresh = { atMost: sdk === 'v1' ? 1.1 : 1.25 };
    for (const [tool, called] of [
      ['add', 'without outputSchema'],
      ['sum', 'with outputSchema'],
    ]) {
      rows.push(
        compared(
          `${of}, one test: fresh server, connect, call, close; ${called}`,
          kit[`${tool}: test`],
          hand[`${tool}: test`],
          microseconds,
          fresh,
        ),
      );
      rows.push(
        compared(
          `${of}, the same without Jest's own part: many sessions in one test; ${called}`,
          kit[`${tool}: session`],
          hand[`${tool}: session`],
          microseconds,
          fresh,
        ),
      );
      rows.push(
        compared(
          `${of}, the same, by hand with JSON; ${called}`,
          kit[`${tool}: session`],
          json[`${tool}: session`],
          microseconds,
        ),
      );
    }
    for (const [tool, called] of [
      ['add', 'without outputSchema'],
      ['sum', 'with outputSchema'],
    ]) {
      const faster = series => ratio(series[`${tool}: call`], kit[`${tool}: call`]);
      rows.push(
        compared(
          `${of}, calls on a warm session; ${called}`,
          kit[`${tool}: call`],
          hand[`${tool}: call`],
          perSecond,
          { atLeast: 0.8 },
          faster(hand),
        ),
      );
      rows.push(
        compared(
          `${of}, the same, by hand with JSON; ${called}`,
          kit[`${tool}: call`],
          json[`${tool}: call`],
          perSecond,
          undefined,
          faster(json),
        ),
      );
    }
    rows.push(
      compared(
        `${of}, 100 tools: fresh server, connect, call with outputSchema, close`,
        kit['large: session'],
        hand['large: session'],
        milliseconds,
      ),
    );
    const listed = ratio(hand['list: again'], kit['list: again']);
    rows.push(
      compared(
        `${of}, listTools() of 100 tools again`,
        kit['list: again'],
        hand['list: again'],
        milliseconds,
        sdk === 'v1' ? { atLeast: 5 } : undefined,
        listed,
      ),
    );
    rows.push(
      compared(
        `${of}, a long test: its last tenth against its first`,
        kit['long: last tenth'],
        kit['long: first tenth'],
        microseconds,
      ),
    );
    rows.at(-1)[2] = `first tenth: ${rows.at(-1)[2]}`;
    rows.push([
      `${of}, a long test: heap kept for each call`,
      bytes(spread(kit['long: kept'])),
      bytes(spread(hand['long: kept'])),
      '',
      '',
      '',
    ]);
  }
  if (many) rows.push(...rowsOfMany(many));
  return rows;
}

/** Jest itself keeps some 2 KB for each test; what the kit keeps beyond doing it by hand must drown in that. */
const FLAT = 100;

function rowsOfMany({ kit, hand, empty, openHandles }) {
  const count = heap => `${number(heap[0] / 2 ** 20)} → ${number(heap.at(-1) / 2 ** 20)} MiB`;
  // The first point still holds what is compiled and cached late.
  const kept = heap => (heap.at(-1) - heap[1]) / (heap.length - 2);
  const perTest = ({ heap, tests }) => (kept(heap) * 10) / tests;
  const more = perTest(kit) - perTest(hand);
  return [
    ['Many tests: heap after a full collection, first → last', count(kit.heap), count(hand.heap), '', '', ''],
    [
      'Many tests: heap kept for each test',
      `${number(perTest(kit))} B`,
      `${number(perTest(hand))} B`,
      `${number(more)} B more`,
      `≤ ${FLAT} B more`,
      `${more <= FLAT ? 'met' : 'missed'}; an empty test: ${number(perTest(empty))} B`,
    ],
    [
      'Many tests: time per test',
      `${number(kit.test * 1000)} µs`,
      `${number(hand.test * 1000)} µs`,
      `${(kit.test / hand.test).toFixed(2)} ×`,
      '',
      `an empty test: ${number(empty.test * 1000)} µs`,
    ],
    [
      'Many tests: handles, timers and children left',
      `${kit.left}`,
      `${hand.left}`,
      '',
      '0',
      kit.left === 0 && !openHandles ? 'met' : 'missed',
    ],
  ];
}

const HEAD = ['', 'kit', 'by hand', 'kit : by hand', 'goal', ''];

export function printTable(rows, versions, sizes) {
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map(row => row[column].length)));
  const lines = all.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return ['', circumstances(versions, sizes), '', ...lines, ''].join('\n');
}

/** The machine, without its name. */
function circumstances(versions, sizes) {
  const [{ model }, ...others] = cpus();
  const packages = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  return `${new Date().toISOString().slice(0, 10)}; ${others.length + 1} × ${model}; Node ${process.versions.node}; ${packages}; ${sizes.rounds} rounds, interleaved; median (lowest – highest round)${sizes.clock === 'cpu' ? '; CPU time' : ''}`;
}

/** Which table a part of the bench is written to. */
const MARKS = {
  hand: ['<!-- measured: written by bench/run.mjs -->', '<!-- end of measured -->'],
  links: ['<!-- measured links: written by bench/run.mjs -->', '<!-- end of measured links -->'],
  auth: ['<!-- measured auth: written by bench/run.mjs -->', '<!-- end of measured auth -->'],
  big: ['<!-- measured big: written by bench/run.mjs -->', '<!-- end of measured big -->'],
};

/** Replaces the table between two marks, and leaves what is written by hand around them. */
export function writePage(table, rows, versions, sizes) {
  const file = path.join(repository, 'docs/performance.md');
  const [begin, end] = MARKS[table];
  const [before, rest] = split(readFileSync(file, 'utf8'), begin, file);
  const [, after] = split(rest, end, file);
  const line = cells => `| ${cells.join(' | ')} |`;
  const lines = [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)];
  writeFileSync(
    file,
    [before + begin, '', `${circumstances(versions, sizes)}.`, '', ...lines, '', end + after].join('\n'),
  );
  return file;
}

function split(text, mark, file) {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`${file} has lost its mark: ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
