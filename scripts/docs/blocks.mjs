// What a page of documentation holds: fenced blocks, each with the mark that says how it is checked.
//
// A mark is an HTML comment before the fence. Its first line says what the block is; further lines are code that
// belongs to the check and is not shown.
//
//   file: PATH [in PROJECT]        a file of a project (with code in the comment: a file that is not shown)
//   file: PATH [in PROJECT] from F the same, not shown, as it lies in the repository
//   test: file|body [in PROJECT]   a test file, or the body of a test: compiled and run, and must pass
//   types: file|body               compiled only
//   change: NAME [in PROJECT]      a diff block, made in a copy of the project
//   failure: NAME                  what Jest prints of the project with that change
//   failing: file|body [in P]      a test that fails; what Jest prints of it comes next:
//   failure of                     what Jest prints of the block before, or of the test in the comment
//   compiler: file|body            what TypeScript says of the code in the comment
//   lint: PROJECT                  what ESLint says of the project
//   commands                       commands that exist
//   drawing                        a picture made of letters

const FENCE = /^( *)(`{3,})(\w*)\s*$/;
const KINDS = [
  'file',
  'test',
  'types',
  'change',
  'failure',
  'failing',
  'failure of',
  'compiler',
  'lint',
  'commands',
  'drawing',
];

/** Reads a page. @param readSource gives the text of a file of the repository. @returns its blocks, hidden files among them, and what is wrong with its marks. */
export function blocksOf(text, page, readSource) {
  const lines = text.split('\n');
  const blocks = [];
  const problems = [];
  let mark;
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    if (lines[at].startsWith('<!--')) {
      const end = lines.findIndex((other, index) => index >= at && other.endsWith('-->'));
      const found = readMark(lines.slice(at, end + 1).join('\n'), line);
      at = end;
      if (found.kind === 'file' && found.source !== undefined)
        blocks.push({ ...found, page, text: readSource(found.source) });
      else if (found.kind === 'file' && found.code !== '')
        blocks.push({ ...found, page, text: found.code, code: '' });
      else mark = found;
    } else if (FENCE.test(lines[at])) {
      const [, indent, ticks, language] = FENCE.exec(lines[at]);
      const end = lines.findIndex((other, index) => index > at && other === indent + ticks);
      const content = lines.slice(at + 1, end).map(other => other.slice(indent.length));
      if (!mark) problems.push({ page, line, says: 'this block has no mark that says how it is checked' });
      else if (!KINDS.includes(mark.kind))
        problems.push({ page, line: mark.line, says: `there is no mark "${mark.kind}"` });
      else blocks.push({ ...mark, page, line, fence: line, language, text: `${content.join('\n')}\n` });
      mark = undefined;
      at = end;
    } else if (lines[at].trim() !== '') {
      mark = undefined;
    }
  }
  return { blocks, problems };
}

function readMark(comment, line) {
  const [first, ...rest] = comment
    .replace(/^<!--\s*/, '')
    .replace(/\s*-->$/, '')
    .split('\n');
  const [, kind, subject = ''] = /^([\w ]+?)(?::\s*(.*))?$/.exec(first.trim()) ?? [undefined, first.trim()];
  const [, what, project, source] = /^(.*?)(?: in ([\w-]+))?(?: from (\S+))?$/.exec(subject);
  return { kind, what, project, source, line, code: rest.length === 0 ? '' : `${rest.join('\n')}\n` };
}
