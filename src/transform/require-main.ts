import type ts from 'typescript';

/** `require.main`, said by what the process was started with: in Jest it is never the module that asks. */
const mainInJest = '(/* istanbul ignore next */ process.argv[1] === __filename ? module : require.main)';

/** Lets `require.main === module` hold in a file that the fixture runs as an entry, as `import.meta.main` does. */
export function rewriteRequireMain(
  compiler: typeof ts,
  context: ts.TransformationContext,
  file: ts.SourceFile,
): ts.SourceFile {
  if (!/\brequire\s*\.\s*main\b/.test(file.text)) return file;
  const visit = (node: ts.Node): ts.Node =>
    isRequireMain(compiler, node)
      ? context.factory.createIdentifier(mainInJest)
      : compiler.visitEachChild(node, visit, context);
  return compiler.visitEachChild(file, visit, context);
}

function isRequireMain(compiler: typeof ts, node: ts.Node): boolean {
  return (
    compiler.isPropertyAccessExpression(node) &&
    node.name.text === 'main' &&
    compiler.isIdentifier(node.expression) &&
    node.expression.text === 'require'
  );
}
