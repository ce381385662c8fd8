// What Jest, TypeScript and ESLint say of the projects.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { start } from '../workshop.mjs';

/** Runs all projects in one Jest; those of the ES module preset in one of their own, as its options are global. */
export async function runJest(projects, root) {
  const results = new Map();
  const isNative = ({ files }) => [...files.values()].some(text => /preset: 'jest-mcp\/presets\/esm'/.test(text));
  const groups = [projects.filter(project => !isNative(project)), ...projects.filter(isNative).map(project => [project])];
  for (const [index, group] of groups.entries()) {
    const report = path.join(root, `report-${index}.json`);
    const where = group.length === 1 ? ['--rootDir', group[0].folder] : ['--projects', ...group.map(({ folder }) => folder)];
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
    for (const { name, status, message, assertionResults } of parsed.testResults) {
      results.set(name, { status, message: clean(message), count: assertionResults.length });
    }
  }
  return results;
}

/** One program over all projects: what is wrong, by file. */
export async function compile(projects, root) {
  const { default: ts } = await import('typescript');
  const options = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node', 'jest', 'jest-mcp'],
    typeRoots: [path.join(root, 'node_modules', '@types'), path.join(root, 'node_modules')],
  };
  const files = projects.flatMap(({ folder, files: own, shown, typed, wrong, isChanged }) => {
    const names = isChanged ? [] : [...own.keys(), ...shown.keys(), ...typed.keys(), ...wrong.keys()];
    return names.filter(name => /\.[cm]?ts$/.test(name)).map(name => path.join(folder, name));
  });
  const program = ts.createProgram(files, options);
  const found = new Map(files.map(file => [file, []]));
  for (const { file, start: at, messageText, code } of ts.getPreEmitDiagnostics(program)) {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    if (!file) throw new Error(`TypeScript: ${text}`);
    const { line } = file.getLineAndCharacterOfPosition(at);
    found.get(path.normalize(file.fileName))?.push(`${path.basename(file.fileName)}:${line + 1} error TS${code}: ${text}`);
  }
  return found;
}

export async function lint({ folder }, root) {
  const eslint = path.join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const { stdout, stderr } = await start(process.execPath, [eslint, '.'], folder);
  return clean(stdout + stderr);
}

/** Without colours, and with times that are the same in every run. */
export function clean(text) {
  return text
    .replaceAll(/\u001B\[[\d;]*m/g, '')
    .replaceAll(/ \(\d+(?:\.\d+)? m?s\)/g, '')
    .replaceAll(/\d[\d,.]* ms\b/g, '<n> ms')
    .replaceAll(/[ \t]+$/gm, '');
}

/** Whether `quoted` stands in `printed`, line by line, at whatever indentation Jest gave the whole of it. */
export function isQuotedFrom(quoted, printed) {
  const lines = clean(quoted).trimEnd().split('\n');
  const all = printed.split('\n');
  return all.some((first, at) => {
    const indent = first.length - lines[0].length;
    const shifted = lines.map(line => (line === '' ? '' : `${' '.repeat(Math.max(0, indent))}${line}`));
    return shifted.every((line, index) => all[at + index] === line);
  });
}
