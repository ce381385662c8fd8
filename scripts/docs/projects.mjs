// From the blocks of all pages to projects that Jest, TypeScript and ESLint can run.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Pages that lie in a project of their own, which exists already. */
const EXAMPLE = /^examples\/[\w-]+\//;

/** How the file of a block is treated, by the block's kind. */
const GROUPS = {
  test: { runs: true, compiles: true },
  types: { compiles: true },
  'failure of': { runs: true },
  compiler: { compiles: true },
};

/**
 * Writes the projects of all pages below `root`, where the packages are installed.
 *
 * @returns the projects, and the quotations to compare with what is printed of them
 */
export function layOut(blocks, root, repository) {
  const projects = new Map();
  const projectOf = ({ page, project = nameOf(page) }) => {
    if (!projects.has(project))
      projects.set(project, { name: project, files: startOf(page, project, repository), fragments: [] });
    return projects.get(project);
  };
  const ofKind = kind => blocks.filter(block => block.kind === kind);
  const quotes = [];

  for (const [index, block] of blocks.entries()) {
    if (block.kind !== 'failure of' || block.code !== '') continue;
    const { what, project, text: code } = blocks[index - 1];
    Object.assign(block, { what, project, code });
  }
  for (const block of ofKind('file')) projectOf(block).files.set(block.what, { block, text: block.text });
  for (const block of blocks.filter(({ kind }) => kind in GROUPS)) {
    const project = projectOf(block);
    const { runs = false, compiles = false } = GROUPS[block.kind];
    const name = `test/${nameOf(block.page)}-${block.line}${runs ? '.test' : ''}.ts`;
    const fragment = {
      name,
      block,
      runs,
      compiles,
      text: fragmentFile(block),
      isUntyped: block.what === 'untyped',
    };
    project.fragments.push({ ...fragment, mustBeGood: block.code === '' || block.kind === 'test' });
    if (block.kind === 'failure of' || block.kind === 'compiler') quotes.push({ block, project, fragment });
  }
  for (const block of ofKind('lint'))
    quotes.push({ block, project: projectOf({ ...block, project: block.what }) });

  const usual = projects.get('readme').files;
  for (const project of projects.values()) complete(project, usual);
  for (const block of ofKind('change')) {
    const project = changed(block, projectOf(block));
    projects.set(project.name, project);
  }
  for (const block of ofKind('failure')) {
    const project = projects.get(`${projectOf(block).name}--${block.what}`);
    if (!project) throw new Error(`${block.page}:${block.line} there is no change "${block.what}".`);
    quotes.push({ block, project });
  }
  for (const project of projects.values()) write(project, path.join(root, 'projects', project.name));
  return { projects: [...projects.values()], quotes };
}

function nameOf(page) {
  return page.replace(/\.md$/, '').replaceAll('/', '-').toLowerCase();
}

function startOf(page, project, repository) {
  const [folder] = EXAMPLE.exec(page) ?? [];
  return folder && project === nameOf(page) ? filesOf(path.join(repository, folder)) : new Map();
}

function filesOf(folder, below = '') {
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true });
  return new Map(
    entries.flatMap(entry => {
      const name = path.posix.join(below, entry.name);
      if (entry.isFile()) return [[name, { text: readFileSync(path.join(folder, name), 'utf8') }]];
      return ['node_modules', 'build'].includes(entry.name) ? [] : [...filesOf(folder, name)];
    }),
  );
}

/** What a page does not show is as the README's first screen has it. */
function complete({ files, fragments }, usual) {
  const names = [...files.keys()];
  const add = name => files.set(name, usual.get(name));
  if (!names.some(name => name.startsWith('jest.config.'))) add('jest.config.cjs');
  if (!names.some(name => name.startsWith('src/server.'))) add('src/server.ts');
  if (!names.some(isTest) && !fragments.some(({ runs }) => runs)) add('test/server.test.ts');
}

export function isTest(name) {
  return /\.test\.[jt]s$/.test(name);
}

/** A fragment becomes a file: it is given what it uses and does not say. */
function fragmentFile({ kind, what, code, text }) {
  const given = code || text;
  const isBody = what === 'body';
  const servesItself = /mcp\.serve\(/.test(given);
  const head = [];
  if (/\bcreateServer\b/.test(given) ? !/import .*\bcreateServer\b/.test(given) : isBody && !servesItself) {
    head.push("import { createServer } from '../src/server.js';");
  }
  if (isBody && !servesItself) head.push('mcp.serve(createServer);');
  const body = isBody ? `test('example', async () => {\n${given}});\n` : given;
  const tail = kind === 'test' && !/\b(?:test|it)\b/.test(body) ? [`test('example', () => mcp.ping());`] : [];
  const isModule = /^import /m.test([...head, body].join('\n'));
  return [...head, body, ...tail, ...(isModule ? [] : ['export {};', ''])].join('\n');
}

/** A copy of a project with a diff block made in it: `--- file`, then lines with `-`, `+` or a space. */
function changed(block, { name: original, files }) {
  const [header, ...lines] = block.text.trimEnd().split('\n');
  const name = header.replace(/^--- /, '');
  const side = sign =>
    lines
      .filter(([first]) => first === sign || first === ' ')
      .map(line => line.slice(1))
      .join('\n');
  const { text = '' } = files.get(name) ?? {};
  const times = text.split(side('-')).length - 1;
  if (times !== 1)
    throw new Error(`${block.page}:${block.line} the lines to change stand ${times} times in ${name}.`);
  const copy = new Map(files).set(name, { text: text.replace(side('-'), () => side('+')) });
  return { name: `${original}--${block.what}`, files: copy, fragments: [], isChanged: true };
}

function write(project, folder) {
  if (existsSync(folder)) throw new Error(`Two projects are called ${project.name}.`);
  project.folder = folder;
  for (const [name, { text }] of [
    ...project.files,
    ...project.fragments.map(fragment => [fragment.name, fragment]),
  ]) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
