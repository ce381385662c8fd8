import type { TransformedSource } from '@jest/transform';
import { JSON } from '../core';

/** The comment that TypeScript ends its output with. */
const url = /\n\/\/# sourceMappingURL=[^\n]*\s*$/;

/** What a compiler emitted, with its source map beside it, which names the file by its own name and path. */
export function withMap(output: string, sourceMap: string | undefined, file: string): TransformedSource {
  const code = output.replace(url, '\n');
  return sourceMap === undefined ? { code } : { code, map: underItsName(sourceMap, file) };
}

/**
 * The same with the source map in the code: when Jest instruments a file for coverage, it looks for what leads from
 * there to the source nowhere else.
 */
export function withInlineMap(
  output: string,
  sourceMap: string | undefined,
  file: string,
): TransformedSource {
  const code = output.replace(url, '\n');
  if (sourceMap === undefined) return { code };
  const encoded = Buffer.from(underItsName(sourceMap, file)).toString('base64');
  return { code: `${code}//# sourceMappingURL=data:application/json;charset=utf-8;base64,${encoded}` };
}

function underItsName(sourceMap: string, file: string): string {
  return JSON.stringify({ ...(JSON.parse(sourceMap) as object), file, sources: [file] });
}
