// Measures the kit against doing the same by hand with the SDK: `node bench/run.mjs [--quick] [--write]`; `--help` names the other flags.
import { parseArgs } from 'node:util';
import { createProject } from './lib/project.mjs';
import {
  measureAuth,
  measureBig,
  measureLinks,
  measureMany,
  measureSpeed,
  measureSuite,
  sizesOf,
} from './lib/measure.mjs';
import { printTable, rowsOf, rowsOfAuth, rowsOfBig, rowsOfLinks, writePage } from './lib/report.mjs';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string', default: 'suite,speed,links,auth,big,many' },
    sdk: { type: 'string', default: 'v1,v2' },
    clock: { type: 'string', default: 'wall' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (flags.help) {
  console.log(`node bench/run.mjs
  --quick        small sizes and three rounds: shows that everything runs, not how fast it is
  --rounds=7     how often each pair is measured
  --only=suite,speed,links,auth,big,many
                 suite: thirty test files; speed: sessions, calls and lists; links: the same test over every kind of link,
                 against a spawn per test; auth: the authorization server, logins and the battery; big: answers of 4, 16 and 64 MiB over every kind of link; many: ten thousand tests in one file
  --sdk=v1,v2    which SDKs \`speed\` is measured with
  --clock=wall   or cpu, for sessions, calls, lists and large answers on a machine that is busy with other things
  --write        puts the table into docs/performance.md; what is written by hand there stays
JEST_MCP_TARBALL names a packed kit; without it the repository is packed as it lies: build first.`);
  process.exit(0);
}

const ALL = 'suite,speed,links,auth,big,many';
const isWhole = [ALL, 'suite,speed,many'].includes(flags.only) && flags.sdk === 'v1,v2';
if (
  flags.write &&
  (flags.quick ||
    (flags.clock !== 'wall' && flags.only !== 'big') ||
    !(isWhole || ['links', 'auth', 'big'].includes(flags.only)))
) {
  console.error(
    '--write keeps whole runs, --only=suite,speed,many, --only=links, --only=auth or --only=big: leave out --quick, --sdk, other --only, and --clock but for --only=big.',
  );
  process.exit(1);
}

const sizes = sizesOf(flags);
const parts = flags.only.split(',');
const project = createProject(sizes);
const results = {};
if (parts.includes('suite')) results.suite = measureSuite(project, sizes);
if (parts.includes('speed'))
  results.speed = Object.fromEntries(
    flags.sdk.split(',').map(sdk => [sdk, measureSpeed(project, sizes, sdk)]),
  );
if (parts.includes('links')) results.links = measureLinks(project, sizes);
if (parts.includes('auth')) results.auth = measureAuth(project, sizes);
if (parts.includes('big')) results.big = measureBig(project, sizes);
if (parts.includes('many')) results.many = measureMany(project, sizes);

const tables = {
  ...((results.suite || results.speed || results.many) && { hand: rowsOf(results) }),
  ...(results.links && { links: rowsOfLinks(results.links) }),
  ...(results.auth && { auth: rowsOfAuth(results.auth) }),
  ...(results.big && { big: rowsOfBig(results.big, sizes) }),
};
for (const [table, rows] of Object.entries(tables)) {
  console.log(printTable(rows, project.versions, sizes));
  if (flags.write) console.log(`Written to ${writePage(table, rows, project.versions, sizes)}`);
}
