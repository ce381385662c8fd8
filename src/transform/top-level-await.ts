import type ts from 'typescript';

/** Thrown out of the compiler; the transformer, which knows the file's real name, turns it into a message. */
export class TopLevelAwaitFound extends Error {
  constructor(
    readonly line: number,
    readonly text: string,
  ) {
    super('Top-level await');
  }
}

/** CommonJS cannot wait. Left alone, Jest would say "await is only valid in async functions", and not where. */
export function refuseTopLevelAwait(compiler: typeof ts, file: ts.SourceFile): void {
  if (!file.text.includes('await')) return;

  const visit = (node: ts.Node): void => {
    if (compiler.isFunctionLike(node) || compiler.isClassStaticBlockDeclaration(node)) return;
    if (isAwait(compiler, node)) {
      const start = node.getStart(file);
      const { line } = file.getLineAndCharacterOfPosition(start);
      const [text = ''] = file.text.slice(file.getPositionOfLineAndCharacter(line, 0)).split(/\r?\n/, 1);
      throw new TopLevelAwaitFound(line + 1, text.trim());
    }
    compiler.forEachChild(node, visit);
  };
  compiler.forEachChild(file, visit);
}

function isAwait(compiler: typeof ts, node: ts.Node): boolean {
  if (compiler.isAwaitExpression(node)) return true;
  if (compiler.isForOfStatement(node)) return node.awaitModifier !== undefined;
  return (
    compiler.isVariableDeclarationList(node) &&
    (node.flags & Number(compiler.NodeFlags.AwaitUsing)) === Number(compiler.NodeFlags.AwaitUsing)
  );
}
