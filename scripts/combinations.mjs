// Which end-to-end tests run on which Jest and which Node.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { repository } from './workshop.mjs';

/** The first one runs every file. */
export const COMBINATIONS = [
  { jest: '30', node: 'own' },
  { jest: '29.7', node: 'own' },
  { jest: '30', node: '22' },
  { jest: '29.7', node: '22' },
  { jest: '30', node: '24' },
  { jest: '29.7', node: '24' },
];

/**
 * What a file is about beside the kit itself. On another Jest the files that are about Jest run again, on another Node
 * those that are about Node, and on another of both those that are about both.
 *
 * About Jest: its module registry, how it compiles, its events, its own failures and what it prints.
 * About Node: its module loader, its `fetch` and `http`, processes, and errors that nothing has caught.
 */
const SUBJECTS = {
  authorization: ['node'],
  'bad-input': ['jest'],
  'broken-server': ['jest'],
  cache: ['jest'],
  'code-cache': ['jest', 'node'],
  entry: ['jest', 'node'],
  'every-server': ['node'],
  fixture: ['jest'],
  frameworks: ['node'],
  'left-behind': ['jest', 'node'],
  'lost-runs': ['jest', 'node'],
  'native-beside': ['jest', 'node'],
  parsers: ['node'],
  'preset-config': ['jest'],
  'preset-coverage': ['jest'],
  'preset-esm': ['jest', 'node'],
  'preset-imports': ['jest', 'node'],
  'preset-javascript': ['jest'],
  'preset-names': ['jest'],
  'preset-nodenext': ['jest', 'node'],
  'preset-packages': ['jest', 'node'],
  programs: ['node'],
  robust: ['jest'],
  secrets: [],
  'setup-route': ['jest'],
  'syntax-error': ['jest'],
};

/** The arguments by which Jest runs what a combination is to run. @throws when the table above is not complete */
export function argumentsFor({ jest, node }, isEverything) {
  const [first] = COMBINATIONS;
  checkTable();
  const isFirst = jest === first.jest && node === first.node;
  if (isFirst) return [];
  if (isEverything) return ['--selectProjects', 'e2e'];
  const needed = [...(jest === first.jest ? [] : ['jest']), ...(node === first.node ? [] : ['node'])];
  const files = Object.keys(SUBJECTS).filter(name => needed.every(one => SUBJECTS[name].includes(one)));
  return ['--selectProjects', 'e2e', '--testPathPatterns', `/e2e/(?:${files.join('|')})\\.e2e\\.`];
}

function checkTable() {
  const files = readdirSync(path.join(repository, 'test/e2e'))
    .filter(name => name.endsWith('.e2e.test.ts'))
    .map(name => name.replace('.e2e.test.ts', ''));
  const wrong = [
    ...files.filter(name => !(name in SUBJECTS)).map(name => `${name} is missing`),
    ...Object.keys(SUBJECTS)
      .filter(name => !files.includes(name))
      .map(name => `there is no ${name}`),
  ];
  if (wrong.length > 0) throw new Error(`SUBJECTS in scripts/combinations.mjs: ${wrong.join(', ')}.`);
}
