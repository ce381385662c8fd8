// Runs the suites of the examples on the packed kit, on a machine where nothing is set up. Arguments go to Jest.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installOurs, inTemporaryFolder, repository, run, show, tarballIn } from './workshop.mjs';

process.exitCode = await inTemporaryFolder(async folder => {
  await installOurs();
  console.log('Packing the kit …');
  const tarball = await tarballIn(folder);
  let failed = 0;
  for (const name of readdirSync(path.join(repository, 'examples')))
    failed ||= await runExample(name, folder, tarball);
  return failed;
});

/** @returns the exit code of its tests */
async function runExample(name, folder, tarball) {
  const project = path.join(folder, name);
  const isOurs = file => !/[\\/](?:node_modules|build)$/.test(file);
  cpSync(path.join(repository, 'examples', name), project, { recursive: true, filter: isOurs });
  const manifestFile = path.join(project, 'package.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  manifest.devDependencies['jest-mcp'] = `file:${tarball}`;
  writeFileSync(manifestFile, JSON.stringify(manifest, null, 2));

  console.log(`Installing the packages of ${name} …`);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], project);
  await run('npm', ['run', 'typecheck'], project);
  await run('npm', ['run', 'build'], project);
  const code = await show('npm', ['test', '--', ...process.argv.slice(2)], project);
  if (code === 0 && name === 'notes') await startOnce(project);
  return code;
}

/** The suite runs the server in memory. That its program speaks MCP on stdio too is seen here. */
async function startOnce(project) {
  const params = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'example', version: '1.0.0' },
  };
  const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  const answer = await run(
    process.execPath,
    ['build/main.js', '--file', 'notes.json'],
    project,
    `${request}\n`,
  );
  const { name } = JSON.parse(answer).result.serverInfo;
  if (name !== 'notes') throw new Error(`build/main.js answered as ${name}.`);
}
