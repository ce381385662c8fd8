import type ts from 'typescript';
import { globalNames, type Helper, helperTexts, markText } from './interop';
import { declaredNames } from './wrapper-names';

/**
 * Says `import()` by a function of ours, before the compiler sees it: what CommonJS can do of it (see `interop.ts`).
 * The declaration is added afterwards, by {@link nodeInterop}.
 */
export function rewriteDynamicImports(
  compiler: typeof ts,
  context: ts.TransformationContext,
  file: ts.SourceFile,
): ts.SourceFile {
  if (!/\bimport\b[^;]*\(/.test(file.text)) return file;
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => {
    const visited = compiler.visitEachChild(node, visit, context);
    if (!compiler.isCallExpression(visited) || visited.expression.kind !== compiler.SyntaxKind.ImportKeyword)
      return visited;
    return factory.updateCallExpression(
      visited,
      factory.createIdentifier('__jestMcpImport'),
      undefined,
      visited.arguments,
    );
  };
  return compiler.visitEachChild(file, visit, context);
}

/**
 * Gives what TypeScript has emitted the functions that it needs, and Node's view of a default import:
 * `__importDefault(require("x"))`. A namespace (`__importStar`) of a user's is left as it is: a test may spy on it.
 *
 * @param viewed the compiler's helpers whose modules are seen as Node sees them
 */
export function nodeInterop(
  compiler: typeof ts,
  viewed: readonly string[],
): ts.TransformerFactory<ts.SourceFile> {
  return context => file => {
    const original = compiler.getOriginalNode(file) as ts.SourceFile;
    const isModule = compiler.isExternalModule(original);
    const isShadowed = original.statements.some(statement =>
      declaredNames(compiler, statement).some(name => globalNames.has(name)),
    );
    const { factory } = context;
    const used = new Set<Helper>();
    const visit = (node: ts.Node): ts.Node => {
      if (compiler.isIdentifier(node) && node.text === '__jestMcpImport') used.add('import');
      const argument = isModule && !isShadowed ? requireIn(compiler, node, viewed) : undefined;
      if (!argument) return compiler.visitEachChild(node, visit, context);
      used.add('view');
      const call = node as ts.CallExpression;
      const specifier = argument.arguments[0] as ts.Expression;
      const view = factory.createIdentifier('__jestMcpNode');
      return factory.updateCallExpression(call, call.expression, undefined, [
        factory.createCallExpression(view, undefined, [argument, specifier]),
      ]);
    };
    const statements = file.statements.map(statement => compiler.visitNode(statement, visit) as ts.Statement);
    const ignored = (text: string): ts.Statement =>
      // Else what nobody wrote would be missing from the user's coverage. An identifier is printed as it stands, which
      // spares fifty calls of the node factory that nobody could read.
      factory.createExpressionStatement(
        factory.createIdentifier(`/* istanbul ignore next */ ${text.replace(/;$/, '')}`),
      );
    const start = statements.findIndex(statement => !isDirective(compiler, statement));
    const at = start < 0 ? statements.length : start;
    return factory.updateSourceFile(file, [
      ...statements.slice(0, at),
      ...(isModule ? [markText] : []).map(ignored),
      ...helperTexts(used).map(ignored),
      ...statements.slice(at),
    ]);
  };
}

/** The `require("x")` in a helper's call. */
function requireIn(
  compiler: typeof ts,
  node: ts.Node,
  helpers: readonly string[],
): ts.CallExpression | undefined {
  if (!compiler.isCallExpression(node) || !compiler.isIdentifier(node.expression)) return undefined;
  if (!helpers.includes(node.expression.text)) return undefined;
  const [argument] = node.arguments;
  return argument &&
    compiler.isCallExpression(argument) &&
    compiler.isIdentifier(argument.expression) &&
    argument.expression.text === 'require' &&
    argument.arguments.length === 1
    ? argument
    : undefined;
}

function isDirective(compiler: typeof ts, statement: ts.Statement): boolean {
  return compiler.isExpressionStatement(statement) && compiler.isStringLiteral(statement.expression);
}
