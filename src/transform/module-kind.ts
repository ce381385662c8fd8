import { existsSync, JSON, path, readFileSync } from '../core';
import { loadCompiler } from './compiler';

type PackageType = 'module' | 'commonjs' | 'none';

const packageTypes = new Map<string, PackageType>();

/** The `type` of the nearest package.json, which decides what a `.js` file is. */
export function packageTypeOf(file: string): PackageType {
  return typeOfFolder(path.dirname(file));
}

function typeOfFolder(folder: string): PackageType {
  const known = packageTypes.get(folder);
  if (known !== undefined) return known;
  const parent = path.dirname(folder);
  // Node looks no higher than the folder that holds the packages.
  const isTop = parent === folder || path.basename(folder) === 'node_modules';
  const type = readType(folder) ?? (isTop ? 'none' : typeOfFolder(parent));
  packageTypes.set(folder, type);
  return type;
}

/** A package.json that names no type ends the search, as in Node: no parent is asked. */
function readType(folder: string): PackageType | undefined {
  let text: string;
  try {
    text = readFileSync(path.join(folder, 'package.json'), 'utf8');
  } catch {
    return undefined;
  }
  try {
    const { type } = JSON.parse(text) as { type?: unknown };
    return type === 'module' || type === 'commonjs' ? type : 'none';
  } catch {
    return 'none';
  }
}

/** Only a hint that it is worth parsing: a comment or a template can look like this too. */
const mayBeModule = /^\s*(?:import|export)\b|;\s*(?:import|export)\b/m;

/**
 * Whether a JavaScript file is an ES module, by Node's rules: the extension, then the package's type, then, where
 * neither says, the syntax.
 */
export function isEsModule(file: string, source: string): boolean {
  const extension = path.extname(file);
  if (extension === '.mjs') return true;
  if (extension === '.cjs') return false;
  const type = packageTypeOf(file);
  return type === 'none' ? hasModuleSyntax(source) : type === 'module';
}

/** Whether it imports or exports, whatever it is called. */
export function hasModuleSyntax(source: string): boolean {
  if (!mayBeModule.test(source)) return false;
  const ts = loadCompiler();
  return ts.isExternalModule(ts.createSourceFile('file.js', source, ts.ScriptTarget.Latest));
}

/**
 * A file that is CommonJS by its name or its package, and is written as an ES module: Node does not run it either, and a
 * server that only runs here is none. Jest would say it on a page about Babel.
 *
 * @throws what to write
 */
export function assertCommonJs(file: string, source: string, rootDir: string): void {
  if (!hasModuleSyntax(source)) return;
  const name = path.relative(rootDir, file);
  const extension = path.extname(file);
  const manifest = nearestManifest(path.dirname(file));
  const isByName = extension === '.cjs' || manifest === undefined;
  const reason = isByName
    ? 'its name says that it is CommonJS'
    : `${path.relative(rootDir, manifest)} says "type": "commonjs"`;
  const module = `${name.slice(0, -extension.length)}.mjs`;
  const advice = isByName
    ? `Name it ${module}.`
    : `Write "type": "module" there, or name the file ${module}.`;
  const error = new Error(`${name} uses import or export, and ${reason}: Node does not run it.\n\n${advice}`);
  // There is no line of the user's to point at.
  error.stack = '';
  throw error;
}

/** The nearest package.json. */
function nearestManifest(folder: string): string | undefined {
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) return file;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : nearestManifest(parent);
}
