// From the blocks of all pages to projects that Jest can run.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Pages whose blocks lie in a project that exists, by the folder of that project. */
const EXAMPLES = /^examples\/[\w-]+\//;

/**
 * The projects of all pages, by name, and where each block went.
 *
 * @param root the folder below which the packages are installed
 */
export function layOut(blocks, root, repository) {
  const projects = new Map();
  const usual = new Map(
    blocks.filter(({ kind, page, project }) => kind === 'file' && page === 'README.md' && !project).map(({ what, text }) => [what, text]),
  );
  const projectOf = block => {
    const name = block.project ?? nameOf(block.page);
    let project = projects.get(name);
    if (!project) projects.set(name, (project = newProject(name, block, repository)));
    return project;
  };

  for (const block of blocks) if (block.kind === 'file') projectOf(block).files.set(block.what, block.text);
  for (const project of projects.values()) complete(project, usual);

  const quotes = [];
  for (const block of blocks) {
    const code = block.code || block.text;
    const file = `test/${nameOf(block.page)}-${block.line}.test.ts`;
    switch (block.kind) {
      case 'test':
        complete(projectOf(block), usual).shown.set(file, testFile(block, code));
        break;
      case 'types':
        complete(projectOf(block), usual).typed.set(file.replace('.test', ''), testFile(block, code));
        break;
      case 'failure of':
        complete(projectOf(block), usual).failing.set(file, testFile(block, code));
        quotes.push({ block, project: projectOf(block), file });
        break;
      case 'compiler':
        complete(projectOf(block), usual).wrong.set(file.replace('.test', ''), testFile(block, code));
        quotes.push({ block, project: projectOf(block), file: file.replace('.test', ''), by: 'compiler' });
        break;
      case 'lint':
        quotes.push({ block, project: projectOf({ ...block, project: block.what }), by: 'lint' });
        break;
      case 'change':
        projects.set(changedName(block, projectOf(block)), changed(block, complete(projectOf(block), usual)));
        break;
      default:
    }
  }
  for (const block of blocks) {
    if (block.kind !== 'failure') continue;
    const project = projects.get(`${projectOf(block).name}--${block.what}`);
    if (!project) throw new Error(`${block.page}:${block.line} no change "${block.what}" comes before it.`);
    quotes.push({ block, project });
  }
  for (const project of projects.values()) write(project, path.join(root, 'projects', project.name));
  return { projects: [...projects.values()], quotes };
}

function nameOf(page) {
  return page.replace(/\.md$/, '').replaceAll('/', '-').toLowerCase();
}

function newProject(name, { page, project }, repository) {
  const [folder] = EXAMPLES.exec(page) ?? [];
  const copied = folder && !project ? filesOf(path.join(repository, folder)) : new Map();
  return { name, files: copied, shown: new Map(), typed: new Map(), failing: new Map(), wrong: new Map() };
}

function filesOf(folder, below = '') {
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true });
  return new Map(
    entries.flatMap(entry => {
      const name = path.posix.join(below, entry.name);
      if (entry.isFile()) return [[name, readFileSync(path.join(folder, name), 'utf8')]];
      return ['node_modules', 'build'].includes(entry.name) ? [] : [...filesOf(folder, name)];
    }),
  );
}

/** What a page does not show is as the README's first screen has it. */
function complete(project, usual) {
  const { files } = project;
  const has = pattern => [...files.keys()].some(name => pattern.test(name));
  if (!has(/^jest\.config\./)) files.set('jest.config.cjs', usual.get('jest.config.cjs'));
  if (!has(/^src\//)) files.set('src/server.ts', usual.get('src/server.ts'));
  if (!has(/\.test\.[jt]s$/)) files.set('test/server.test.ts', usual.get('test/server.test.ts'));
  return project;
}

/** A fragment becomes a test file: it is given what it uses and does not say. */
function testFile({ kind, what, page, line }, code) {
  const title = `${page}:${line}`;
  const body = what === 'body' ? `test('${title}', async () => {\n${code}});\n` : code;
  const head = [];
  if (/\bcreateServer\b/.test(code) ? !/import .*\bcreateServer\b/.test(code) : what === 'body' && !/mcp\.serve\(/.test(code)) {
    head.push("import { createServer } from '../src/server.js';");
  }
  if (what === 'body' && !/mcp\.serve\(/.test(code)) head.push('mcp.serve(createServer);');
  const tail = kind === 'test' && !/\b(?:test|it)\b/.test(body) ? [`test('${title}', () => mcp.ping());`] : [];
  return [...head, body, ...tail, 'export {};', ''].join('\n');
}

function changedName(block, project) {
  return `${project.name}--${block.what}`;
}

/** A copy of a project with a diff block made in it: `--- file`, then lines with `-`, `+` or a space. */
function changed(block, project) {
  const files = new Map(project.files);
  const [header, ...lines] = block.text.trimEnd().split('\n');
  const name = header.replace(/^--- /, '');
  const side = sign => lines.filter(line => line[0] === sign || line[0] === ' ').map(line => line.slice(1)).join('\n');
  const [before, after] = [side('-'), side('+')];
  const found = files.get(name)?.split(before).length ?? 0;
  if (found !== 2) throw new Error(`${block.page}:${block.line} the lines to change stand ${Math.max(0, found - 1)} times in ${name}.`);
  files.set(name, files.get(name).replace(before, () => after));
  const none = new Map();
  return { name: changedName(block, project), files, shown: none, typed: none, failing: none, wrong: none, isChanged: true };
}

function write(project, folder) {
  if (existsSync(folder)) throw new Error(`Two projects are called ${project.name}.`);
  project.folder = folder;
  for (const group of ['files', 'shown', 'typed', 'failing', 'wrong']) {
    for (const [name, text] of project[group]) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}
