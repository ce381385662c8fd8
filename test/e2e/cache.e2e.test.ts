import { project, runJest, write } from './harness';
import { usePreset } from './harness/servers';

// Jest keeps what the transformer gave on disk. Each of these changes it without touching the file itself.
test('a changed package type, or what tsconfig.json extends, is seen by the next run', async () => {
  const cached = project('cache', {
    'package.json': {},
    'jest.config.cjs': usePreset,
    'tsconfig.json': { extends: ['./tsconfig.base.json'] },
    'tsconfig.base.json': { compilerOptions: { target: 'ES2022' } },
    'node_modules/typed/package.json': { main: 'index.js' },
    // Strict where it is an ES module, sloppy where it is none; its syntax does not say which.
    'node_modules/typed/index.js': `exports.isStrict = (function () { return this === undefined; })();\n`,
    'src/field.ts': `class Base { constructor() { this.set(); } set() {} }
class Derived extends Base { value?: number; override set() { this.value = 1; } }
export const kept = new Derived().value;
`,
    'test/cache.test.ts': `import { isStrict } from 'typed';
import { kept } from '../src/field.js';

test(JSON.stringify({ isStrict, kept }), () => {});
`,
  });
  const before = await runJest(cached);
  const again = await runJest(cached);
  write(cached.folder, {
    'node_modules/typed/package.json': { main: 'index.js', type: 'module' },
    'tsconfig.base.json': { compilerOptions: { target: 'ES2022', useDefineForClassFields: false } },
  });
  const after = await runJest(cached);

  const titles = [before, again, after].map(
    ({ json }) => json?.testResults[0]?.assertionResults[0]?.fullName,
  );
  expect(titles).toEqual(['{"isStrict":false}', '{"isStrict":false}', '{"isStrict":true,"kept":1}']);
});
