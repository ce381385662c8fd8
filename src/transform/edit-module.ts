import type ts from 'typescript';
import { JSON } from '../core';
import { importMetaInCommonJs } from './import-meta';
import { globalNames, type Helper, helperTexts, markText } from './interop';
import { declaredNames, wrapperNames } from './wrapper-names';

/** Replaces the text from `start` to `end`. Two at the same place stand in the order in which they were made. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Thrown where the text alone is not enough, and never seen by anyone. */
class NotSimple extends Error {}

/** What this file gives its own names, so that none of them can be the source's. */
const PREFIX = '__jestMcp';

/** A direct `eval` sees names that this file would have changed. */
const NEVER = new RegExp(`\\beval\\s*\\(|${PREFIX}`);

/**
 * Makes CommonJS of an ES module by changing its imports and exports alone, where they stand. It says what TypeScript's
 * output says (live bindings, names that are there before the first `require`, its interop), and is some five times
 * as fast: nothing is bound, checked or printed. The lines stay where they are, so that there is no source map.
 *
 * It looks for reasons to give up: an exported binding that is assigned to, an imported name that something inside
 * declares again, top-level await.
 *
 * @returns undefined for a module that needs the compiler
 */
export function editModule(compiler: typeof ts, source: string): string | undefined {
  if (NEVER.test(source)) return undefined;
  const file = parse(compiler, source);
  try {
    return new ModuleEditor(compiler, file).edited();
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

/**
 * Makes `import()` of a CommonJS file a call that plain Jest can run.
 *
 * @returns undefined where the file calls it under a name that it has given to something else
 */
export function editImports(compiler: typeof ts, source: string): string | undefined {
  if (NEVER.test(source)) return undefined;
  const file = parse(compiler, source);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === compiler.SyntaxKind.ImportKeyword)
      edits.push({ start: node.getStart(file), end: node.end, text: `${PREFIX}Import` });
    else compiler.forEachChild(node, visit);
  };
  visit(file);
  if (edits.length === 0) return source;
  const names = file.statements.flatMap(statement => declaredNames(compiler, statement));
  if (names.some(name => globalNames.has(name))) return undefined;
  // After the directives, which a function declaration would end.
  const first = file.statements.find(
    statement =>
      !(compiler.isExpressionStatement(statement) && compiler.isStringLiteral(statement.expression)),
  );
  const start = first?.getStart(file) ?? source.length;
  edits.push({ start, end: start, text: helperTexts(['import']).join('') });
  if (source.startsWith('#!')) edits.push({ start: 0, end: 2, text: '//' });
  return apply(edits, source);
}

function parse(compiler: typeof ts, source: string): ts.SourceFile {
  return compiler.createSourceFile(
    'module.js',
    source,
    // Comments are no types here.
    { languageVersion: compiler.ScriptTarget.Latest, jsDocParsingMode: compiler.JSDocParsingMode.ParseNone },
    false,
    compiler.ScriptKind.JS,
  );
}

class ModuleEditor {
  readonly #edits: Edit[] = [];
  /** What stands for an imported name. */
  readonly #imported = new Map<string, string>();
  /** Exported names of each name that is declared here. */
  readonly #exported = new Map<string, string[]>();
  readonly #helpers = new Set<Helper>();
  /** Statements before all others: what the module exports is there before it is complete. */
  readonly #first: string[] = [];
  readonly #undefined: string[] = [];
  /** What stands in place of each import, in order. */
  readonly #requires = new Map<ts.Statement, string[]>();
  /** Where a statement begins that the line above could go on with. */
  readonly #starts = new Set<number>();
  /** How the module of a variable was asked for. */
  readonly #specifiers = new Map<string, string>();
  #modules = 0;
  #usesMeta = false;

  constructor(
    private readonly ts: typeof import('typescript'),
    private readonly file: ts.SourceFile,
  ) {}

  /** @throws {NotSimple} */
  edited(): string {
    const { statements, text } = this.file;
    for (const statement of statements) this.#readModuleSyntax(statement);
    this.#exportDeclarations();
    this.#placeRequires();
    for (const statement of statements) this.#readStatement(statement);
    const [first] = statements;
    const start = first ? this.#startOf(first) : text.length;
    this.#edits.push({ start, end: start, text: this.#head() });
    if (text.startsWith('#!')) this.#edits.push({ start: 0, end: 2, text: '//' });
    return apply(this.#edits, text);
  }

  #head(): string {
    const names = this.#undefined.map(name => `exports.${name}=`).join('');
    return [
      '"use strict";Object.defineProperty(exports,"__esModule",{value:true});',
      markText,
      names && `${names}void 0;`,
      this.#usesMeta && `var ${PREFIX}Meta=${importMetaInCommonJs};`,
      ...helperTexts(this.#helpers),
      ...this.#first,
    ]
      .filter(Boolean)
      .join('');
  }

  /** Imports and exports of a statement, before any name is looked up. */
  #readModuleSyntax(statement: ts.Statement): void {
    const { ts } = this;
    if (ts.isImportDeclaration(statement)) this.#readImport(statement);
    else if (ts.isExportDeclaration(statement)) {
      if (statement.moduleSpecifier) this.#readExportFrom(statement, statement.moduleSpecifier);
      else {
        const { exportClause } = statement;
        for (const { name, propertyName } of exportClause && ts.isNamedExports(exportClause)
          ? exportClause.elements
          : [])
          this.#export(this.#nameOf(propertyName ?? name), this.#nameOf(name));
      }
    } else if (ts.isExportAssignment(statement)) {
      if (statement.isExportEquals) throw new NotSimple();
      this.#undefined.push('default');
      this.#replace(this.#startOf(statement), this.#startOf(statement.expression), 'exports.default = ');
    } else if (this.#has(statement, ts.SyntaxKind.ExportKeyword)) this.#readExported(statement);
  }

  #readImport(statement: ts.ImportDeclaration): void {
    const { ts } = this;
    const { importClause } = statement;
    const { module, texts } = this.#require(statement, statement.moduleSpecifier);
    if (!importClause) return;
    const { name, namedBindings } = importClause;
    if (name) this.#imported.set(name.text, this.#memberOf(module, texts, 'default'));
    if (!namedBindings) return;
    if (ts.isNamespaceImport(namedBindings)) {
      const namespace = `${module}Namespace`;
      this.#helpers.add('namespace');
      texts.push(`var ${namespace}=${PREFIX}Namespace(${this.#viewed(module)});`);
      this.#imported.set(namedBindings.name.text, namespace);
      return;
    }
    for (const element of namedBindings.elements) {
      const wanted = this.#nameOf(element.propertyName ?? element.name);
      this.#imported.set(element.name.text, this.#memberOf(module, texts, wanted));
    }
  }

  #readExportFrom(statement: ts.ExportDeclaration, specifier: ts.Expression): void {
    const { ts } = this;
    const { module, texts } = this.#require(statement, specifier);
    const { exportClause } = statement;
    if (!exportClause) {
      this.#helpers.add('star');
      texts.push(`${PREFIX}Star(${module});`);
    } else if (ts.isNamespaceExport(exportClause)) {
      const name = this.#nameOf(exportClause.name);
      this.#helpers.add('namespace');
      this.#undefined.push(name);
      texts.push(`exports.${name}=${PREFIX}Namespace(${this.#viewed(module)});`);
    } else {
      for (const { name, propertyName } of exportClause.elements)
        this.#getter(this.#nameOf(name), this.#memberOf(module, texts, this.#nameOf(propertyName ?? name)));
    }
  }

  /** `export function`, `export class`, `export const`: without their keywords they are what they were. */
  #readExported(statement: ts.Statement): void {
    const { ts } = this;
    const isDefault = this.#has(statement, ts.SyntaxKind.DefaultKeyword);
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const last = modifiers.findLast(
      ({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword,
    );
    if (!last || (ts.canHaveDecorators(statement) && ts.getDecorators(statement))) throw new NotSimple();
    const start = this.#startOf(statement);
    if (ts.isFunctionDeclaration(statement)) {
      this.#replace(start, last.end, '');
      const { name, parameters } = statement;
      if (name) return this.#export(name.text, isDefault ? 'default' : name.text);
      // The parenthesis before the parameters, whatever stands before it.
      this.#replace(parameters.pos - 1, parameters.pos - 1, ` ${PREFIX}Function`);
      this.#first.push(`exports.default=${PREFIX}Function;`);
    } else if (ts.isClassDeclaration(statement)) {
      const { name } = statement;
      this.#replace(start, last.end, name ? '' : 'exports.default =');
      if (name) return this.#export(name.text, isDefault ? 'default' : name.text);
      this.#undefined.push('default');
      this.#replace(statement.end, statement.end, ';');
    } else if (ts.isVariableStatement(statement)) {
      this.#replace(start, last.end, '');
      for (const { name } of statement.declarationList.declarations)
        for (const bound of this.#boundNames(name)) this.#export(bound, bound);
    } else throw new NotSimple();
  }

  /** Writes the exports of what is declared here: functions at once, all else when it is there. */
  #exportDeclarations(): void {
    const { ts } = this;
    const left = new Map(this.#exported);
    const take = (name: string): string[] => {
      const found = left.get(name) ?? [];
      left.delete(name);
      return found;
    };
    for (const [name, exported] of this.#exported) {
      const imported = this.#imported.get(name);
      if (imported === undefined) continue;
      take(name);
      for (const one of exported) this.#getter(one, imported);
    }
    for (const statement of this.file.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name) {
        for (const one of take(statement.name.text))
          this.#first.push(`exports.${one}=${statement.name.text};`);
        continue;
      }
      const names = ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.flatMap(({ name }) => this.#boundNames(name))
        : ts.isClassDeclaration(statement) && statement.name
          ? [statement.name.text]
          : [];
      const text = names.flatMap(name =>
        take(name).map(one => {
          this.#undefined.push(one);
          return `exports.${one}=${name};`;
        }),
      );
      // A statement may end without a semicolon.
      if (text.length > 0) this.#replace(statement.end, statement.end, `;${text.join('')}`);
    }
    if (left.size > 0) throw new NotSimple();
  }

  #readStatement(statement: ts.Statement): void {
    const { ts } = this;
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return;
    const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    if (isNamed && statement.name) this.#refuse(statement.name.text);
    this.#noteStart(statement, this.file);
    this.#visit(statement, this.file, false);
  }

  /** @param isInFunction whether `await` waits for nobody but a function's caller */
  #visit(node: ts.Node, parent: ts.Node, isInFunction: boolean): void {
    const { ts } = this;
    const { SyntaxKind } = ts;
    switch (node.kind) {
      case SyntaxKind.Identifier:
        return this.#readIdentifier(node as ts.Identifier, parent);
      case SyntaxKind.AwaitExpression:
        if (!isInFunction) throw new NotSimple();
        break;
      case SyntaxKind.ForOfStatement:
        if (!isInFunction && (node as ts.ForOfStatement).awaitModifier) throw new NotSimple();
        this.#readTarget((node as ts.ForOfStatement).initializer);
        break;
      case SyntaxKind.ForInStatement:
        this.#readTarget((node as ts.ForInStatement).initializer);
        break;
      case SyntaxKind.BinaryExpression: {
        const { left, operatorToken } = node as ts.BinaryExpression;
        if (
          operatorToken.kind >= SyntaxKind.FirstAssignment &&
          operatorToken.kind <= SyntaxKind.LastAssignment
        )
          this.#readTarget(left);
        break;
      }
      case SyntaxKind.PrefixUnaryExpression:
      case SyntaxKind.PostfixUnaryExpression: {
        const { operator, operand } = node as ts.PrefixUnaryExpression | ts.PostfixUnaryExpression;
        if (operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken)
          this.#readTarget(operand);
        break;
      }
      case SyntaxKind.VariableDeclaration:
        if (!isInFunction) this.#refuse(...this.#boundNames((node as ts.VariableDeclaration).name));
        break;
      case SyntaxKind.VariableDeclarationList:
        if ((node.flags & ts.NodeFlags.Using) !== 0) throw new NotSimple();
        break;
      case SyntaxKind.MetaProperty:
        if ((node as ts.MetaProperty).keywordToken !== SyntaxKind.ImportKeyword) break;
        this.#usesMeta = true;
        return this.#replace(this.#startOf(node), node.end, `${PREFIX}Meta`);
      // Of `import()`.
      case SyntaxKind.ImportKeyword:
        this.#helpers.add('import');
        return this.#replace(this.#startOf(node), node.end, `${PREFIX}Import`);
      case SyntaxKind.Decorator:
        throw new NotSimple();
      default:
    }
    const isInside = isInFunction || ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node);
    ts.forEachChild(node, child => {
      this.#noteStart(child, node);
      this.#visit(child, node, isInside);
    });
  }

  /** The names that the wrapper of a CommonJS module has already, and those that the text put before it means. */
  #refuse(...names: readonly string[]): void {
    if (names.some(name => wrapperNames.has(name) || globalNames.has(name))) throw new NotSimple();
  }

  #noteStart(node: ts.Node, parent: ts.Node): void {
    const { ts } = this;
    if (!ts.isExpressionStatement(node)) return;
    if (ts.isSourceFile(parent) || ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent))
      this.#starts.add(this.#startOf(node));
  }

  /** Something is assigned to here: to what is exported, the export has to be told each time. */
  #readTarget(target: ts.Node): void {
    const { ts } = this;
    if (ts.isVariableDeclarationList(target)) return;
    if (ts.isIdentifier(target)) {
      if (this.#exported.has(target.text)) throw new NotSimple();
      return;
    }
    if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) return;
    // A pattern, or something in parentheses. It may hold expressions too, whose names are no targets.
    ts.forEachChild(target, child => this.#readTarget(child));
  }

  #readIdentifier(node: ts.Identifier, parent: ts.Node): void {
    const { ts } = this;
    const { text } = node;
    const replacement = this.#imported.get(text);
    if (this.#isBinding(node, parent)) {
      if (replacement !== undefined) throw new NotSimple();
      return;
    }
    if (replacement === undefined || this.#isMemberName(node, parent)) return;
    if (ts.isShorthandPropertyAssignment(parent)) {
      if (parent.objectAssignmentInitializer && parent.name === node) throw new NotSimple();
      if (parent.name === node) return this.#replace(node.end, node.end, `: ${replacement}`);
    }
    const start = this.#startOf(node);
    const isCalled =
      (ts.isCallExpression(parent) && parent.expression === node) ||
      (ts.isTaggedTemplateExpression(parent) && parent.tag === node) ||
      ts.isParenthesizedExpression(parent);
    // Called as a member, the module would be its `this`.
    const isMember = replacement.includes('.');
    if (!isCalled || !isMember) return this.#replace(start, node.end, replacement);
    this.#replace(start, node.end, `${this.#starts.has(start) ? ';' : ''}(0, ${replacement})`);
  }

  #isBinding(node: ts.Identifier, parent: ts.Node): boolean {
    const { ts } = this;
    const isDeclaration =
      ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isFunctionExpression(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isClassExpression(parent);
    return isDeclaration && parent.name === node;
  }

  #isMemberName(node: ts.Identifier, parent: ts.Node): boolean {
    const { ts } = this;
    if (ts.isBindingElement(parent)) return parent.propertyName === node;
    if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return parent.label === node;
    const isMember =
      ts.isPropertyAccessExpression(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isAccessor(parent) ||
      ts.isMetaProperty(parent);
    return isMember && parent.name === node;
  }

  /** Where imports are first, as nearly always, each stands in its place. Else all go to the top: they are hoisted. */
  #placeRequires(): void {
    const { ts } = this;
    const { statements } = this.file;
    const isImport = (statement: ts.Statement): boolean =>
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const body = statements.findIndex(
      statement => !isImport(statement) && !ts.isFunctionDeclaration(statement),
    );
    const isInOrder = body < 0 || !statements.slice(body).some(statement => this.#requires.has(statement));
    for (const statement of statements) {
      if (!isImport(statement)) continue;
      const text = this.#requires.get(statement)?.join('') ?? ';';
      if (!isInOrder) this.#first.push(text);
      this.#replace(this.#startOf(statement), statement.end, isInOrder ? text : ';');
    }
  }

  #require(statement: ts.Statement, specifier: ts.Expression): { module: string; texts: string[] } {
    if (!this.ts.isStringLiteral(specifier)) throw new NotSimple();
    const module = `${PREFIX}${++this.#modules}`;
    const text = JSON.stringify(specifier.text);
    const texts = [`var ${module}=require(${text});`];
    this.#requires.set(statement, texts);
    this.#specifiers.set(module, text);
    return { module, texts };
  }

  #memberOf(module: string, texts: string[], name: string): string {
    if (name !== 'default') return `${module}.${name}`;
    const declaration = `var ${module}Default=${PREFIX}Default(${this.#viewed(module)});`;
    if (!texts.includes(declaration)) texts.push(declaration);
    this.#helpers.add('default');
    return `${module}Default.default`;
  }

  #viewed(module: string): string {
    this.#helpers.add('view');
    return `${PREFIX}Node(${module},${this.#specifiers.get(module)})`;
  }

  #getter(name: string, value: string): void {
    this.#undefined.push(name);
    this.#first.push(
      `Object.defineProperty(exports,"${name}",{enumerable:true,get:function(){return ${value};}});`,
    );
  }

  #export(local: string, name: string): void {
    this.#exported.set(local, [...(this.#exported.get(local) ?? []), name]);
  }

  /** @throws {NotSimple} for a name that is a text */
  #nameOf(name: ts.ModuleExportName): string {
    if (!this.ts.isIdentifier(name)) throw new NotSimple();
    return name.text;
  }

  #boundNames(name: ts.BindingName): string[] {
    if (this.ts.isIdentifier(name)) return [name.text];
    return name.elements.flatMap(element =>
      this.ts.isBindingElement(element) ? this.#boundNames(element.name) : [],
    );
  }

  #has(statement: ts.Statement, kind: ts.SyntaxKind): boolean {
    return (
      this.ts.canHaveModifiers(statement) && !!this.ts.getModifiers(statement)?.some(one => one.kind === kind)
    );
  }

  #startOf(node: ts.Node): number {
    return node.getStart(this.file);
  }

  /** Keeps the lines of what is replaced. */
  #replace(start: number, end: number, text: string): void {
    const lines = this.file.text.slice(start, end).split('\n').length - 1;
    this.#edits.push({ start, end, text: text + '\n'.repeat(lines) });
  }
}

function apply(edits: readonly Edit[], text: string): string {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: replacement } of sorted) {
    parts.push(text.slice(at, start), replacement);
    at = end;
  }
  return parts.join('') + text.slice(at);
}
