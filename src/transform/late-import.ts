import type ts from 'typescript';
import { JSON } from '../core';

/**
 * Calls what loads a module by way of the fixture, where that has an entry running: such an entry has evaluated its
 * modules for itself, and what it loads late must be the same. Elsewhere it is called as it is, by `Reflect.apply`,
 * since a function written here would be counted as one of the user's in coverage.
 */
const throughFixture =
  '(/* istanbul ignore next */ globalThis[Symbol.for("jest-mcp.import")] || Reflect.apply)';

/** Lets the fixture answer `import('./x')` for the entry that asks. */
export function rewriteLateImports(
  compiler: typeof ts,
  context: ts.TransformationContext,
  file: ts.SourceFile,
): ts.SourceFile {
  if (!/\bimport\s*\(/.test(file.text)) return file;
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => {
    const visited = compiler.visitEachChild(node, visit, context);
    const specifier = specifierOf(compiler, node);
    if (specifier === undefined) return visited;
    const load = factory.createArrowFunction(
      undefined,
      undefined,
      [],
      undefined,
      undefined,
      visited as ts.Expression,
    );
    return factory.createCallExpression(factory.createIdentifier(throughFixture), undefined, [
      load,
      factory.createVoidZero(),
      factory.createIdentifier(`[require, ${JSON.stringify(specifier)}]`),
    ]);
  };
  return compiler.visitEachChild(file, visit, context);
}

/** What a relative `import()` names. */
function specifierOf(compiler: typeof ts, node: ts.Node): string | undefined {
  if (!compiler.isCallExpression(node) || node.expression.kind !== compiler.SyntaxKind.ImportKeyword)
    return undefined;
  const [argument] = node.arguments;
  return argument && compiler.isStringLiteralLike(argument) && /^\.{1,2}\//.test(argument.text)
    ? argument.text
    : undefined;
}
