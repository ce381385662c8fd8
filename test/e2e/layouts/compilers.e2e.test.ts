import { install, project, runJest } from '../harness';
import { addServer, addTest, nodeNext } from '../harness/servers';

// Whatever compiles the user's files: the resolver, and the transform of packages, stay the preset's.
test('swc, Babel and esbuild in place of TypeScript', async () => {
  const root = install('compilers', {
    dependencies: {
      '@babel/core': '^7.28.0',
      '@babel/preset-env': '^7.28.0',
      '@babel/preset-typescript': '^7.28.0',
      '@modelcontextprotocol/sdk': '^1.32.2',
      '@swc/core': '^1.13.0',
      '@swc/jest': '^0.2.39',
      'babel-jest': '^30.0.0',
      esbuild: '^0.27.0',
      jose: '^6.2.0',
      zod: '^4.6.7',
    },
  });
  const compilers = project(
    'compilers',
    {
      'package.json': { type: 'module', imports: { '#lib/*': './src/lib/*' } },
      'tsconfig.json': { compilerOptions: { ...nodeNext.compilerOptions, paths: { '@/*': ['./src/*'] } } },
      'jest.config.cjs': `const babel = { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] };
const transforms = { swc: ['@swc/jest'], babel: ['babel-jest', babel], esbuild: '<rootDir>/esbuild-transform.cjs' };
module.exports = {
  projects: Object.entries(transforms).map(([displayName, transform]) => ({
    displayName,
    preset: 'jest-mcp',
    transform: { '\\\\.[cm]?tsx?$': transform },
  })),
};
`,
      'esbuild-transform.cjs': `const { transformSync } = require('esbuild');

module.exports = {
  process(source, file) {
    const loader = file.endsWith('x') ? 'tsx' : 'ts';
    return transformSync(source, { loader, format: 'cjs', target: 'node20', sourcemap: true, sourcefile: file });
  },
};
`,
      'src/lib/greeting.ts': `export const greeting = (name: string): string => name;\n`,
      'src/server.ts': `import { UnsecuredJWT } from 'jose';
import { greeting } from '#lib/greeting.js';
import { greeting as aliased } from '@/lib/greeting.js';
${addServer}
export const token = new UnsecuredJWT({ sub: greeting(aliased('x')) }).encode();
`,
      'src/main.ts': `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from './server.js';

void createServer().connect(new StdioServerTransport());
`,
      'test/server.test.ts': addTest('../src/server.js'),
      'test/entry.test.ts': `mcp.serve({ entry: '../src/main.ts' });

test('adds', async () => {
  await expect(mcp).toCallTool('add', { a: 1, b: 2 }, '3');
});
`,
    },
    root,
  );
  const run = await runJest(compilers);
  expect(run.json?.testResults.map(({ message }) => message)).toEqual(['', '', '', '', '', '']);
});
