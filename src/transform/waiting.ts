import type { TsCompilerInstance } from 'ts-jest';
import type ts from 'typescript';
import { topLevelAwaitTransformer } from './top-level-await';

/** Top-level await, in the form that ts-jest loads by path. */
export const name = 'jest-mcp-waiting';
export const version = 1;

export function factory(tsJest: TsCompilerInstance): ts.TransformerFactory<ts.SourceFile> {
  const { configSet } = tsJest;
  return topLevelAwaitTransformer(configSet.compilerModule, configSet.rootDir);
}
