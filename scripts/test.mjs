// All tests: style, types, units, the package, the real Jest on each Jest and Node that is supported, the example
// and the documentation. Ends with one line that sums all runs. On a fresh machine it installs what it needs.
// With --all every end-to-end test runs on every Jest and Node, rather than those alone that are about them.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { argumentsFor, COMBINATIONS } from './combinations.mjs';
import { inTemporaryFolder, installOurs, repository, run, show, tarballIn } from './workshop.mjs';

/** Packed, in kB. A tarball that outgrows it has something in it that does not belong there. */
const LARGEST_TARBALL = 700;

const isEverything = process.argv.includes('--all');
const counts = { passed: 0, failed: 0 };
const failures = [];

process.exitCode = await inTemporaryFolder(async folder => {
  await installOurs();
  await step('build', () => command('npm', ['run', 'build']));
  await step('lint', () => command('npm', ['run', 'lint']));
  await step('types', () => command('npm', ['run', 'types']));
  await step('unit tests', () => jest(folder, 'unit', ['--config', 'jest.unit.config.js']));

  const tarball = await tarballIn(folder);
  process.env.JEST_MCP_TARBALL = tarball;
  await step('package', () => checkPackage(tarball));
  await step('example', () => command('npm', ['run', 'example']));
  await step('documentation', () => command('npm', ['run', 'docs']));
  for (const [index, combination] of COMBINATIONS.entries()) {
    const { jest: jestVersion, node } = combination;
    const env = {
      JEST_MCP_E2E_DIR: path.join(folder, 'e2e'),
      JEST_MCP_E2E_JEST: jestVersion,
      ...(node !== 'own' && { JEST_MCP_E2E_NODE: await nodeBinary(folder, node) }),
    };
    const only = argumentsFor(combination, isEverything);
    const name = `end to end, Jest ${jestVersion}, Node ${node === 'own' ? process.versions.node : node}`;
    await step(name, () => jest(folder, `e2e-${index}`, ['--config', 'jest.e2e.config.js', ...only], env));
  }

  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 1;
});

/** Runs one step. What it throws is counted as one failure, and the next step runs all the same. */
async function step(name, work) {
  const started = Date.now();
  console.log(`\n=== ${name}`);
  try {
    await work();
  } catch (error) {
    counts.failed++;
    failures.push(name);
    console.log(error instanceof Error ? error.message : error);
  }
  console.log(`=== ${name}: ${Math.round((Date.now() - started) / 1000)} s`);
}

/** A command that counts as one test. */
async function command(program, args) {
  const code = await show(program, args, repository);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}.`);
  counts.passed++;
}

/** A run of Jest, whose tests are counted one by one. */
async function jest(folder, name, args, env = {}) {
  const report = path.join(folder, `${name}.json`);
  Object.assign(process.env, env);
  const binary = path.join(repository, 'node_modules', 'jest', 'bin', 'jest.js');
  const code = await show(
    process.execPath,
    [binary, ...args, '--ci', '--json', `--outputFile=${report}`],
    repository,
  );
  for (const variable of Object.keys(env)) delete process.env[variable];
  if (!existsSync(report)) throw new Error(`Jest ended with ${code}, and reported nothing.`);
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  counts.passed += numPassedTests;
  counts.failed += numFailedTests + numRuntimeErrorTestSuites;
  if (numFailedTests + numRuntimeErrorTestSuites > 0)
    failures.push(`${name}: ${numFailedTests} tests, ${numRuntimeErrorTestSuites} files`);
  else if (code !== 0) throw new Error(`Jest ended with ${code}, though no test failed.`);
}

/** What a registry and a compiler would find wrong with the package, before a user does. */
async function checkPackage(tarball) {
  const bin = name => path.join(repository, 'node_modules', '.bin', name);
  const size = Math.ceil(readFileSync(tarball).length / 1000);
  console.log(`The tarball has ${size} kB.`);
  if (size > LARGEST_TARBALL) throw new Error(`The tarball has ${size} kB, more than ${LARGEST_TARBALL}.`);
  await command(bin('publint'), ['run', tarball, '--strict']);
  // node10 knows no `exports`: only the entry itself is found by it.
  await command(bin('attw'), [tarball, '--profile', 'node16']);
}

/** Another Node, from npm's own package of that name. */
async function nodeBinary(folder, major) {
  const place = path.join(folder, `node-${major}`);
  const binary = path.join(place, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(binary)) {
    mkdirSync(place, { recursive: true });
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', place, `node@${major}`], place);
  }
  return binary;
}
