// Compiles everything under test/, and sees to it that nothing there is left out: what no project includes is never checked.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { repository } from './workshop.mjs';

/** Matchers and fixture are apart: one is tested on its sources, the other on the built package, and both declare globals. */
const PROJECTS = [
  'test/tsconfig.json',
  'test/matchers/tsconfig.json',
  'test/types/tsconfig.globals.json',
  'test/types/tsconfig.jest-globals.json',
];

const compiler = path.join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
const failed = PROJECTS.filter(
  project =>
    spawnSync(process.execPath, [compiler, '-p', project], { cwd: repository, stdio: 'inherit' }).status !==
    0,
);

const included = new Set(PROJECTS.flatMap(filesOf));
const left = readdirSync(path.join(repository, 'test'), { recursive: true })
  .map(file => path.join(repository, 'test', file))
  .filter(file => /\.[cm]?tsx?$/.test(file) && !included.has(path.normalize(file)))
  .map(file => path.relative(repository, file));
if (left.length > 0)
  console.error(`In no tsconfig under test/, and so never type-checked:\n  ${left.join('\n  ')}`);

if (failed.length > 0 || left.length > 0) process.exitCode = 1;

function filesOf(project) {
  const file = path.join(repository, project);
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  return ts
    .parseJsonConfigFileContent(config, ts.sys, path.dirname(file), undefined, file)
    .fileNames.map(path.normalize);
}
