import { readFileSync } from 'node:fs';
import path from 'node:path';
import { project, runJest, type Project } from './harness';
import { addServer, addTest, nodeNext } from './harness/servers';

const files = (provider: string) => ({
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.cjs': `module.exports = {
  preset: 'jest-mcp',
  collectCoverage: true,
  collectCoverageFrom: ['src/**'],
  coverageProvider: '${provider}',
  coverageReporters: ['json', 'text'],
};
`,
  'src/server.ts': addServer,
  'test/server.test.ts': addTest('../src/server.js'),
  // A rewritten `import.meta` and erased types both move lines in the output.
  'src/half.mts': `interface Erased {
  readonly lines: 'move';
}

export const here: string = import.meta.url;

export function half(take: boolean): string {
  if (take) {
    return 'taken';
  }
  const other = 'not taken';
  return other;
}
`,
  'test/half.test.ts': `import { half } from '../src/half.mjs';\n\ntest('takes', () => expect(half(true)).toBe('taken'));\n`,
  'src/untested.ts': `export const here = import.meta.url;\n`,
});

interface FileCoverage {
  readonly statementMap: Readonly<Record<string, { start: { line: number }; end: { line: number } }>>;
  readonly s: Readonly<Record<string, number>>;
}

/** Lines, by file, on which a statement was not run; of a statement over several lines the first. */
function missedLines({ folder }: Project): Record<string, number[]> {
  const report = JSON.parse(
    readFileSync(path.join(folder, 'coverage/coverage-final.json'), 'utf8'),
  ) as Record<string, FileCoverage>;
  const missed = Object.entries(report).map(([file, { statementMap, s }]) => {
    const lines = Object.entries(statementMap).flatMap(([id, { start }]) =>
      s[id] === 0 ? [start.line] : [],
    );
    return [path.relative(folder, file), lines] as const;
  });
  return Object.fromEntries(missed);
}

// Babel counts statements, and v8 lines up to the closing brace.
test.each([
  ['babel', [11, 12]],
  ['v8', [11, 12, 13]],
])('coverage by %s names the lines that the user wrote', async (provider, half) => {
  const covered = project(`coverage-${provider}`, files(provider));
  const run = await runJest(covered);
  expect(run.output).not.toContain('Failed to collect coverage');
  expect(run.exitCode).toBe(0);
  expect(missedLines(covered)).toEqual({ 'src/server.ts': [], 'src/half.mts': half, 'src/untested.ts': [1] });
});
