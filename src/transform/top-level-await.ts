import type ts from 'typescript';
import { JSON } from '../core';

/** Where a file first waits at its top level. */
interface TopLevelAwait {
  readonly line: number;
  readonly text: string;
}

/** Finds the first top-level await of an ES module: CommonJS cannot wait. */
function findTopLevelAwait(compiler: typeof ts, file: ts.SourceFile): TopLevelAwait | undefined {
  // In a file without import and export `await` is a name.
  if (!file.text.includes('await') || !compiler.isExternalModule(file)) return undefined;
  const visit = (node: ts.Node): ts.Node | undefined => {
    if (compiler.isFunctionLike(node) || compiler.isClassStaticBlockDeclaration(node)) return undefined;
    return isAwait(compiler, node) ? node : compiler.forEachChild(node, visit);
  };
  const found = compiler.forEachChild(file, visit);
  if (!found) return undefined;
  const { line } = file.getLineAndCharacterOfPosition(found.getStart(file));
  const [text = ''] = file.text.slice(file.getPositionOfLineAndCharacter(line, 0)).split(/\r?\n/, 1);
  return { line: line + 1, text: text.trim() };
}

function isAwait(compiler: typeof ts, node: ts.Node): boolean {
  if (compiler.isAwaitExpression(node)) return true;
  if (compiler.isForOfStatement(node)) return node.awaitModifier !== undefined;
  return (
    compiler.isVariableDeclarationList(node) &&
    (node.flags & Number(compiler.NodeFlags.AwaitUsing)) === Number(compiler.NodeFlags.AwaitUsing)
  );
}

/**
 * Lets an ES module that waits at its top level wait as an async function, whose promise the fixture finds, where it
 * is what is being run: `mcp.serve({ entry })`. Nobody else could wait for it, and is told so, rather than handed a
 * module that is not there yet: left alone, Node would say "await is only valid in async functions", and not where.
 *
 * Runs on what the compiler has made of the file.
 */
export function topLevelAwaitTransformer(
  compiler: typeof ts,
  rootDir: string,
): ts.TransformerFactory<ts.SourceFile> {
  return ({ factory }) =>
    file => {
      const original = compiler.getOriginalNode(file) as ts.SourceFile;
      const found = findTopLevelAwait(compiler, original);
      if (!found) return file;
      const start = file.statements.findIndex(statement => !isPrologue(compiler, statement));
      const text = (source: string): ts.Statement =>
        // An identifier is printed as it stands, which spares fifty calls of the node factory that nobody could read.
        factory.createExpressionStatement(factory.createIdentifier(source));
      const body = factory.createArrowFunction(
        [factory.createModifier(compiler.SyntaxKind.AsyncKeyword)],
        undefined,
        [],
        undefined,
        undefined,
        factory.createBlock(file.statements.slice(start), true),
      );
      const run = factory.createAssignment(
        factory.createIdentifier('exports[Symbol.for("jest-mcp.evaluated")]'),
        factory.createCallExpression(factory.createParenthesizedExpression(body), undefined, []),
      );
      return factory.updateSourceFile(file, [
        ...file.statements.slice(0, start),
        text(refusal(found, rootDir)),
        factory.createExpressionStatement(run),
      ]);
    };
}

/** `"use strict"` and what the compiler puts before the file's own statements, which importers may look at at once. */
function isPrologue(compiler: typeof ts, statement: ts.Statement): boolean {
  if (!compiler.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  if (compiler.isStringLiteral(expression)) return true;
  return (
    compiler.isCallExpression(expression) &&
    compiler.isPropertyAccessExpression(expression.expression) &&
    expression.expression.name.text === 'defineProperty' &&
    expression.arguments.some(
      argument => compiler.isStringLiteral(argument) && argument.text === '__esModule',
    )
  );
}

/** An expression that throws unless this file is what is being run. Jest prints the first frame even where it is a package's. */
function refusal({ line, text }: TopLevelAwait, rootDir: string): string {
  const sentence =
    " uses top-level await, and the preset 'jest-mcp' runs every file as CommonJS, which cannot wait.";
  const advice =
    "To run native ES modules instead, set  preset: 'jest-mcp/presets/esm'  in your Jest configuration.";
  return `/* istanbul ignore next */ globalThis[Symbol.for("jest-mcp.entry")] === __filename || (() => {
  const path = require("node:path");
  const isInPackage = /[\\\\/]node_modules[\\\\/]/.test(__filename);
  const error = new Error([
    (isInPackage ? "A package that is imported" : "This file") + ${JSON.stringify(sentence)},
    "",
    "  " + path.relative(${JSON.stringify(rootDir)}, __filename) + ${JSON.stringify(`:${line}`)},
    ${JSON.stringify(`    ${text}`)},
    "",
    ${JSON.stringify(advice)},
  ].join("\\n"));
  error.stack = error.stack.split("\\n").filter(frame => !/^\\s+at /.test(frame) || !(frame.includes(__filename) || /[\\\\/]node_modules[\\\\/]/.test(frame))).join("\\n");
  throw error;
})()`.replace(/\n\s*/g, ' ');
}
