// Checks every fenced block of the documentation against the packed kit. docs/blocks.mjs lists the marks.
// With --update, quotations of failures are replaced by what is printed now.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { blocksOf } from './docs/blocks.mjs';
import { isTest, layOut } from './docs/projects.mjs';
import { updateQuotes } from './docs/update.mjs';
import { compile, isQuotedFrom, lint, runJest } from './docs/runs.mjs';
import { installOurs, inTemporaryFolder, repository, run, tarballIn } from './workshop.mjs';

/** What the pages' projects find installed, as a reader's project would have it. */
const PACKAGES = {
  '@jest/globals': '^30.5.2',
  '@modelcontextprotocol/client': '^2.4.0',
  '@modelcontextprotocol/sdk': '^1.32.2',
  '@modelcontextprotocol/server': '^2.4.0',
  '@types/express': '^5.0.6',
  '@types/jest': '^30.0.0',
  '@types/node': '^20.0.0',
  eslint: '^9.39.0',
  express: '^5.3.0',
  fastmcp: '^4.20.16',
  hono: '^4.13.19',
  'eslint-plugin-jest': '^29.0.0',
  jest: '^30.5.2',
  jose: '^6.2.17',
  'jest-environment-jsdom': '^30.5.2',
  'ts-jest': '^29.4.15',
  typescript: '^6.0.3',
  'typescript-eslint': '^8.73.0',
  zod: '^4.6.7',
};

/** Commands of the pages that are seen to work elsewhere. */
const KNOWN_COMMANDS = new Map([
  ['npx jest', 'the suites run here'],
  ['npx tsc', 'TypeScript is installed here'],
  ['NODE_OPTIONS=--experimental-vm-modules npx jest --runInBand', 'test/e2e/preset-esm.e2e.test.ts'],
]);

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(path.join(repository, 'docs')).map(name => `docs/${name}`),
  ...readdirSync(path.join(repository, 'examples')).map(name => `examples/${name}/README.md`),
].filter(page => page.endsWith('.md') && existsSync(path.join(repository, page)));

const stale = [];
const readOurs = file => readFileSync(path.join(repository, file), 'utf8');
const read = pages.map(page => blocksOf(readOurs(page), page, readOurs));
const blocks = read.flatMap(page => page.blocks);
const problems = read.flatMap(page => page.problems);
const report = ({ page, line }, says) => problems.push({ page, line, says });

for (const block of blocks) if (block.kind === 'commands') checkCommands(block);
for (const link of brokenLinks()) problems.push(link);

await inTemporaryFolder(async root => {
  await installOurs();
  const tarball = await tarballIn(root);
  writeFileSync(
    path.join(root, 'package.json'),
    JSON.stringify({ private: true, devDependencies: { ...PACKAGES, 'jest-mcp': `file:${tarball}` } }),
  );
  mkdirSync(path.join(root, 'projects'));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], root);

  const { projects, quotes } = layOut(blocks, root, repository);
  const diagnostics = await compile(projects, root);
  const results = await runJest(projects, root);
  for (const project of projects) checkProject(project, diagnostics, results);
  for (const quote of quotes) await checkQuote(quote, diagnostics, results, root);
  const tests = [...results.values()].reduce((sum, { count }) => sum + count, 0);
  console.log(
    `${pages.length} pages, ${blocks.length} blocks: ${projects.length} projects with ${tests} tests run, ${diagnostics.size} files compiled, ${quotes.length} quotations compared`,
  );
});

const isUpdate = process.argv.includes('--update');
for (const { block, printed } of isUpdate ? updateQuotes(stale, repository) : stale)
  report(block, `this is not what is printed:\n${printed}`);
for (const { page, line, says } of problems) console.error(`${page}:${line} ${says}`);
if (problems.length > 0) process.exitCode = 1;

/** All that is not meant to fail compiles and passes. */
function checkProject({ folder, name, files, fragments, isChanged }, diagnostics, results) {
  if (isChanged) return;
  const own = [...files].map(([file, { block }]) => ({ name: file, block, runs: isTest(file) }));
  for (const part of [...own, ...fragments.filter(({ mustBeGood }) => mustBeGood)]) {
    const file = path.join(folder, part.name);
    const place = part.block ?? { page: `${name}/${part.name}`, line: 1 };
    for (const says of diagnostics.get(file) ?? []) report(place, says);
    const result = results.get(file);
    if (part.runs && result?.status !== 'passed')
      report(place, `does not pass:\n${result?.message ?? 'Jest did not run it.'}`);
  }
}

async function checkQuote({ block, project, fragment }, diagnostics, results, root) {
  const file = fragment && path.join(project.folder, fragment.name);
  const printed = await {
    compiler: () => diagnostics.get(file).join('\n'),
    lint: () => lint(project, root),
    'failure of': () => results.get(file)?.message,
    failure: () =>
      [...results]
        .flatMap(([name, { message }]) => (name.startsWith(project.folder + path.sep) ? [message] : []))
        .join('\n'),
  }[block.kind]();
  if (!isQuotedFrom(block.text, printed ?? '')) stale.push({ block, printed: printed ?? '' });
}

function checkCommands(block) {
  const { scripts = {} } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
  for (const line of block.text
    .trim()
    .split('\n')
    .map(text => text.replace(/\s+#.*$/, ''))) {
    const [, install] = /^npm install (?:--save-dev )?(.*)$/.exec(line) ?? [];
    const [, file] = /^node (scripts\/\S+)(?: --update)?$/.exec(line) ?? [];
    const [, script] = /^npm (?:run )?([\w:-]+)$/.exec(line) ?? [];
    const exists = install
      ? install.split(' ').every(name => name === 'jest-mcp' || name in PACKAGES)
      : (file && existsSync(path.join(repository, file))) ||
        KNOWN_COMMANDS.has(line) ||
        (script !== undefined && script in scripts);
    if (!exists) report(block, `nothing here runs the command: ${line}`);
  }
}

/** Links from page to page, and to headings on them. */
function brokenLinks() {
  const { files } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
  const isPacked = file =>
    ['README.md', 'LICENSE', ...files].some(name => file === name || file.startsWith(`${name}/`));
  const headings = text =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      title
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
  return pages.flatMap(page => {
    const text = readFileSync(path.join(repository, page), 'utf8');
    return text.split('\n').flatMap((words, index) =>
      [...words.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(([, target, heading]) => {
        const file = target === '' ? page : path.posix.join(path.posix.dirname(page), target);
        const full = path.join(repository, file);
        if (!existsSync(full)) return [{ page, line: index + 1, says: `there is no ${file}` }];
        if (isPacked(page) && !isPacked(file))
          return [{ page, line: index + 1, says: `${file} is not in the package, and the page is` }];
        if (!heading || headings(readFileSync(full, 'utf8')).includes(heading)) return [];
        return [{ page, line: index + 1, says: `${file} has no heading #${heading}` }];
      }),
    );
  });
}
