// What Jest, TypeScript and ESLint say of the projects.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { start } from '../workshop.mjs';

/** Runs all projects in one Jest; those of the ES module preset in one of their own, as its options are global. */
export async function runJest(projects, root) {
  const results = new Map();
  const isNative = ({ files }) =>
    [...files.values()].some(({ text }) => /preset: 'jest-mcp\/presets\/esm'/.test(text));
  const groups = [
    projects.filter(project => !isNative(project)),
    ...projects.filter(isNative).map(project => [project]),
  ];
  for (const [index, group] of groups.entries()) {
    const report = path.join(root, `report-${index}.json`);
    const where =
      group.length === 1
        ? ['--rootDir', group[0].folder]
        : ['--projects', ...group.map(({ folder }) => folder)];
    const cwd = group.length === 1 ? group[0].folder : root;
    const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const args = [jest, ...where, '--json', `--outputFile=${report}`, '--maxWorkers=2', '--ci'];
    const { stderr } = await start(process.execPath, args, cwd);
    let parsed;
    try {
      parsed = JSON.parse(readFileSync(report, 'utf8'));
    } catch {
      throw new Error(`Jest did not run:\n${stderr}`);
    }
    // A reader's project is run in its own folder, and its files are not called after pages and lines.
    for (const { name, status, message, assertionResults } of parsed.testResults) {
      results.set(name, {
        status,
        message: stripVTControlCharacters(message)
          .replaceAll(FOLDER, '')
          .replaceAll(FRAGMENT, 'test/example.test.ts'),
        count: assertionResults.length,
      });
    }
  }
  return results;
}

/** What TypeScript says of all that is TypeScript, by file. Fragments that show what happens without our types get none. */
export async function compile(projects, root) {
  const { default: ts } = await import('typescript');
  const found = new Map();
  const check = (files, types) => {
    const { ES2022 } = ts.ScriptTarget;
    const options = {
      module: ts.ModuleKind.NodeNext,
      target: ES2022,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    };
    const typeRoots = ['@types', ''].map(name => path.join(root, 'node_modules', name));
    for (const file of files) found.set(file, []);
    for (const diagnostic of ts.getPreEmitDiagnostics(
      ts.createProgram(files, { ...options, types, typeRoots }),
    )) {
      const { file, start: at, messageText, code } = diagnostic;
      const text = ts.flattenDiagnosticMessageText(messageText, '\n');
      if (!file) throw new Error(`TypeScript: ${text}`);
      const { line } = file.getLineAndCharacterOfPosition(at);
      found
        .get(path.normalize(file.fileName))
        ?.push(`${path.basename(file.fileName)}:${line + 1}\nerror TS${code}: ${text}`);
    }
  };
  const all = projects
    .filter(({ isChanged }) => !isChanged)
    .flatMap(({ folder, files, fragments }) => [
      ...[...files.keys()].map(name => ({ file: path.join(folder, name) })),
      ...fragments
        .filter(({ compiles }) => compiles)
        .map(({ name, isUntyped }) => ({ file: path.join(folder, name), isUntyped })),
    ]);
  const typescript = all.filter(({ file }) => /\.[cm]?ts$/.test(file));
  check(
    typescript.filter(({ isUntyped }) => !isUntyped).map(({ file }) => file),
    ['node', 'jest', 'jest-mcp'],
  );
  check(
    typescript.filter(({ isUntyped }) => isUntyped).map(({ file }) => file),
    ['node', 'jest'],
  );
  return found;
}

export async function lint({ folder }, root) {
  const eslint = path.join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const { stdout, stderr } = await start(process.execPath, [eslint, '.'], folder);
  return stripVTControlCharacters(stdout + stderr);
}

const FOLDER = /projects\/[\w-]+\//g;
const FRAGMENT = /test\/[\w-]+-\d+\.test\.ts/g;

/** With times that are the same in every run: those of frames, of waiting, and of whole tests. */
function withoutTimes(text) {
  return text
    .replaceAll(/ \(\d+(?:\.\d+)? m?s\)/g, '')
    .replaceAll(/(?<= {2}|within )\d[\d,.]* ms\b/g, '<n> ms')
    .replaceAll(/[ \t]+$/gm, '');
}

/** Whether `quoted` stands in `printed`, line by line, at whatever indentation Jest gave the whole of it. */
export function isQuotedFrom(quoted, printed) {
  const lines = withoutTimes(quoted).trimEnd().split('\n');
  const all = withoutTimes(printed).split('\n');
  return all.some((first, at) => {
    const indent = first.length - lines[0].length;
    const shifted = lines.map(line => (line === '' ? '' : `${' '.repeat(Math.max(0, indent))}${line}`));
    return shifted.every((line, index) => all[at + index] === line);
  });
}
