// Rewrites the quotations of failures, as `jest -u` rewrites snapshots: to be read in the diff before it is committed.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Puts what is printed now in place of each quotation that has more than one line. @returns those it left alone */
export function updateQuotes(stale, repository) {
  const left = [];
  // From the last to the first, so that the lines above stay where they are.
  for (const { block, printed } of [...stale].sort((one, other) => other.block.line - one.block.line)) {
    const quoted = block.text.trimEnd().split('\n');
    const passage = passageOf(printed, block.text);
    if ((quoted.length === 1 && quoted[0] !== '…') || passage === undefined) {
      left.push({ block, printed });
      continue;
    }
    const file = path.join(repository, block.page);
    const lines = readFileSync(file, 'utf8').split('\n');
    lines.splice(block.fence, quoted.length, ...passage);
    writeFileSync(file, lines.join('\n'));
  }
  return left;
}

const WIRE = /^Wire,/;
const STACK = /^(?:The handler threw:|> ?\d+ \||\d+ \||at .*:\d+:\d+\)?$)/;

/**
 * As much of a failure as was quoted before: its words, its wire too, or all of it with the code frame. A quotation
 * that begins with a title (`● adds`) is of that test, any other of the first one that failed.
 */
function passageOf(printed, quoted) {
  const failures = printed
    .split(/^ {2}(?=● )/m)
    .slice(1)
    .map(failure => failure.split('\n'));
  const [first] = quoted.split('\n');
  const [title, , ...rest] =
    (quoted.startsWith('●') ? failures.find(lines => lines[0] === first) : failures[0]) ?? [];
  if (title === undefined) return undefined;
  const message = rest.map(line => line.replace(/^ {4}/, ''));
  const has = pattern => quoted.split('\n').some(line => pattern.test(line.trim()));
  const end = message.findIndex(
    line => (!has(STACK) && STACK.test(line.trim())) || (!has(WIRE) && WIRE.test(line.trim())),
  );
  const passage = (end === -1 ? message : message.slice(0, end)).join('\n').trimEnd().split('\n');
  return quoted.startsWith('●') ? [title, '', ...passage.map(line => line && `  ${line}`)] : passage;
}
