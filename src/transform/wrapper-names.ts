import type ts from 'typescript';

/**
 * The parameters of the function that a CommonJS module is wrapped in. An ES module may declare these names
 * itself, and most do: `const require = createRequire(import.meta.url)`, `const __dirname = …`.
 */
export const wrapperNames = new Set(['require', 'module', 'exports', '__filename', '__dirname']);

/**
 * Renames what an ES module declares under a name that the CommonJS wrapper declares already, which would be
 * "SyntaxError: Identifier '__dirname' has already been declared".
 *
 * All bindings and references of such a name in the file are renamed alike, inner ones too: that never changes
 * which binding a reference means, and needs no analysis of scopes.
 */
export function renameWrapperNames(
  compiler: typeof ts,
  context: ts.TransformationContext,
  file: ts.SourceFile,
): ts.SourceFile {
  const { factory } = context;
  const renamed = new Map<string, ts.Identifier>();
  const exported = new Set<ts.Statement>();
  for (const statement of file.statements) {
    const bound = exportedName(compiler, statement);
    if (bound !== undefined && wrapperNames.has(bound)) {
      renamed.set(bound, factory.createUniqueName(bound));
      exported.add(statement);
    }
    for (const name of declaredNames(compiler, statement)) {
      if (wrapperNames.has(name)) renamed.set(name, factory.createUniqueName(name));
    }
  }
  if (renamed.size === 0) return file;

  const visit = (node: ts.Node): ts.Node => {
    if (compiler.isTypeNode(node)) return node;
    if (compiler.isShorthandPropertyAssignment(node)) {
      const fresh = renamed.get(node.name.text);
      if (fresh === undefined) return compiler.visitEachChild(node, visit, context);
      const fallback = node.objectAssignmentInitializer;
      const value = fallback
        ? factory.createAssignment(fresh, compiler.visitNode(fallback, visit) as ts.Expression)
        : fresh;
      return factory.createPropertyAssignment(node.name.text, value);
    }
    if (
      compiler.isBindingElement(node) &&
      compiler.isObjectBindingPattern(node.parent) &&
      compiler.isIdentifier(node.name) &&
      node.propertyName === undefined &&
      renamed.has(node.name.text)
    ) {
      const initializer = node.initializer && (compiler.visitNode(node.initializer, visit) as ts.Expression);
      return factory.updateBindingElement(
        node,
        node.dotDotDotToken,
        node.dotDotDotToken ? undefined : factory.createIdentifier(node.name.text),
        renamed.get(node.name.text) as ts.Identifier,
        initializer,
      );
    }
    if (compiler.isIdentifier(node)) {
      return (isPropertyName(compiler, node) ? undefined : renamed.get(node.text)) ?? node;
    }
    return compiler.visitEachChild(node, visit, context);
  };
  const aliases = [...exported].flatMap(statement => exportedName(compiler, statement) ?? []);
  const statements = file.statements.map(statement =>
    exported.has(statement)
      ? withoutExport(compiler, context, compiler.visitNode(statement, visit) as ts.Statement)
      : (compiler.visitNode(statement, visit) as ts.Statement),
  );
  return exportUnderOldName(compiler, context, factory.updateSourceFile(file, statements), renamed, aliases);
}

/** What an exported statement binds in the emitted code as well: functions and classes. */
function exportedName(compiler: typeof ts, statement: ts.Statement): string | undefined {
  if (!isExported(compiler, statement) || isDefault(compiler, statement)) return undefined;
  if (compiler.isFunctionDeclaration(statement) || compiler.isClassDeclaration(statement))
    return statement.name?.text;
  if (!compiler.isVariableStatement(statement)) return undefined;
  const [declaration, ...more] = statement.declarationList.declarations;
  const value = declaration?.initializer;
  if (!declaration || !value || more.length > 0 || !compiler.isIdentifier(declaration.name)) return undefined;
  const isBound =
    compiler.isArrowFunction(value) ||
    compiler.isFunctionExpression(value) ||
    compiler.isClassExpression(value);
  return isBound ? declaration.name.text : undefined;
}

function withoutExport(
  compiler: typeof ts,
  { factory }: ts.TransformationContext,
  statement: ts.Statement,
): ts.Statement {
  const kept = (compiler.canHaveModifiers(statement) ? (compiler.getModifiers(statement) ?? []) : []).filter(
    modifier => modifier.kind !== compiler.SyntaxKind.ExportKeyword,
  );
  if (compiler.isVariableStatement(statement))
    return factory.updateVariableStatement(statement, kept, statement.declarationList);
  if (compiler.isFunctionDeclaration(statement)) {
    const { asteriskToken, name, typeParameters, parameters, type, body } = statement;
    return factory.updateFunctionDeclaration(
      statement,
      kept,
      asteriskToken,
      name,
      typeParameters,
      parameters,
      type,
      body,
    );
  }
  if (!compiler.isClassDeclaration(statement)) return statement;
  const { name, typeParameters, heritageClauses, members } = statement;
  return factory.updateClassDeclaration(statement, kept, name, typeParameters, heritageClauses, members);
}

function isExported(compiler: typeof ts, statement: ts.Statement): boolean {
  return hasModifier(compiler, statement, compiler.SyntaxKind.ExportKeyword);
}

function isDefault(compiler: typeof ts, statement: ts.Statement): boolean {
  return hasModifier(compiler, statement, compiler.SyntaxKind.DefaultKeyword);
}

function hasModifier(compiler: typeof ts, statement: ts.Statement, kind: ts.SyntaxKind): boolean {
  return (
    compiler.canHaveModifiers(statement) &&
    (compiler.getModifiers(statement)?.some(modifier => modifier.kind === kind) ?? false)
  );
}

/**
 * Says `export { __dirname }` as `export const __dirname = __dirname_1`: the compiler matches the names of an export
 * list with what it parsed, and would leave a renamed one out.
 */
function exportUnderOldName(
  compiler: typeof ts,
  { factory }: ts.TransformationContext,
  file: ts.SourceFile,
  renamed: ReadonlyMap<string, ts.Identifier>,
  bound: readonly string[],
): ts.SourceFile {
  const aliases = bound.map(name =>
    factory.createVariableDeclaration(name, undefined, undefined, renamed.get(name)),
  );
  const statements = file.statements.map(statement => {
    if (!compiler.isExportDeclaration(statement) || statement.moduleSpecifier || !statement.exportClause)
      return statement;
    if (!compiler.isNamedExports(statement.exportClause)) return statement;
    const kept = statement.exportClause.elements.filter(({ name, propertyName }) => {
      const fresh = renamed.get((propertyName ?? name).text);
      if (fresh) aliases.push(factory.createVariableDeclaration(name.text, undefined, undefined, fresh));
      return fresh === undefined;
    });
    const { modifiers, isTypeOnly, moduleSpecifier, attributes, exportClause } = statement;
    const list = factory.updateNamedExports(exportClause, kept);
    return factory.updateExportDeclaration(
      statement,
      modifiers,
      isTypeOnly,
      list,
      moduleSpecifier,
      attributes,
    );
  });
  if (aliases.length === 0) return file;
  const exported = factory.createVariableStatement(
    [factory.createModifier(compiler.SyntaxKind.ExportKeyword)],
    factory.createVariableDeclarationList(aliases, compiler.NodeFlags.Const),
  );
  return factory.updateSourceFile(file, [...statements, exported]);
}

/** Names that a top-level statement binds and does not export: an exported `const` gets no binding of its own. */
export function declaredNames(compiler: typeof ts, statement: ts.Statement): string[] {
  if (isExported(compiler, statement)) return [];
  if (compiler.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(compiler, name));
  }
  const isNamed = compiler.isFunctionDeclaration(statement) || compiler.isClassDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

function boundNames(compiler: typeof ts, name: ts.BindingName): string[] {
  if (compiler.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(element =>
    compiler.isBindingElement(element) ? boundNames(compiler, element.name) : [],
  );
}

/** Whether the identifier names a member of something, and so no variable. */
function isPropertyName(compiler: typeof ts, node: ts.Identifier): boolean {
  const { parent } = node;
  // An identifier that an earlier transformer made has no parent, and is none of the user's names.
  if (parent === undefined) return true;
  if (compiler.isBindingElement(parent)) return parent.propertyName === node;
  if (compiler.isImportSpecifier(parent)) return parent.propertyName === node;
  if (compiler.isExportSpecifier(parent)) return true;
  const isMember =
    compiler.isPropertyAccessExpression(parent) ||
    compiler.isPropertyAssignment(parent) ||
    compiler.isMethodDeclaration(parent) ||
    compiler.isPropertyDeclaration(parent) ||
    compiler.isAccessor(parent) ||
    compiler.isEnumMember(parent) ||
    compiler.isJsxAttribute(parent) ||
    compiler.isMetaProperty(parent);
  return isMember && parent.name === node;
}
