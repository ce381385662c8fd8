import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readServers } from '../../../src/subjects/program/config-file';

const folder = mkdtempSync(path.join(tmpdir(), 'jest-mcp-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): unknown {
  const file = path.join(folder, 'mcp.json');
  writeFileSync(file, text);
  return readServers(file, 'mcp.serve()');
}

function mistakeIn(text: string): string {
  try {
    return `none: ${JSON.stringify(read(text))}`;
  } catch (error) {
    return (error as Error).message.replace(`mcp.serve(): ${folder}${path.sep}`, '');
  }
}

test.each([
  ['comments', '/* a */ { // b\n "servers": { "notes": { "url": "http://x" /* c */ } } }'],
  ['trailing commas', '{ "servers": { "notes": { "url": "http://x", }, }, "inputs": [1, ], }'],
  ['a byte order mark', '\uFEFF{ "servers": { "notes": { "url": "http://x" } } }'],
  ['other ends of lines', '{\r\n"servers": {\r\n"notes": { "url": "http://x" } } }\r\n'],
])('%s are allowed', (_name, text) => {
  expect(read(text)).toEqual({ notes: { url: 'http://x' } });
});

test('what is wrong is told with its place', () => {
  const texts = [
    '',
    '{',
    '{\r\n  "servers": node }',
    "{\n  'servers': {} }",
    '{\n  servers: {} }',
    '{\n  "servers" {} }',
    '{ "servers": {}; "inputs": [] }',
    '{ "servers": {}\n  "inputs": [] }',
    '{ "servers": {},, }',
    '{ "servers": { "notes": { "args": [1 2] } } }',
    '{ "servers": { "notes": { "args": [1',
    '{ "servers": { "notes": { "command": "C:\\notes\\main.exe" } } }',
    '{ "servers": { "notes": { "command": "\\u12" } } }',
    '{ "servers": { "notes": { "command": "node\n" } } }',
    '{ "servers": { "notes": { "command": "a\tb" } } }',
    '{ "servers": { "notes": { "port": 1. } } }',
    '{ "servers": {} /* ',
    '{ "servers": {} }}',
    `{ "servers": ${'x'.repeat(100)} }`,
  ];
  expect(texts.map(mistakeIn).join('\n')).toMatchInlineSnapshot(`
   mcp.json:1:1 is not JSON: Expected a value, found the end of the file.
   mcp.json:1:2 is not JSON: Expected ',' or '}', found the end of the file.
   mcp.json:2:14 is not JSON: Unexpected node. Names and texts need double quotes.
   mcp.json:2:3 is not JSON: Unexpected 'servers'. Names and texts need double quotes.
   mcp.json:2:3 is not JSON: Unexpected servers. Names and texts need double quotes.
   mcp.json:2:13 is not JSON: Expected ':', found '{'.
   mcp.json:1:16 is not JSON: Unexpected ';'.
   mcp.json:2:3 is not JSON: Expected ',' before a string.
   mcp.json:1:17 is not JSON: Expected a name in double quotes, found ','.
   mcp.json:1:38 is not JSON: Expected ',' before '2'.
   mcp.json:1:37 is not JSON: Expected ',' or ']', found the end of the file.
   mcp.json:1:38 is not JSON: Expected \\\\ for each \\ in a string.
   mcp.json:1:38 is not JSON: Expected four hexadecimal digits after \\u in a string.
   mcp.json:1:38 is not JSON: Expected a double quote at the end of a string.
   mcp.json:1:38 is not JSON: Unexpected control character in a string.
   mcp.json:1:35 is not JSON: No end of the number 1..
   mcp.json:1:17 is not JSON: No end of the comment /* .
   mcp.json:1:18 is not JSON: Expected the end of the file, found '}'.
   mcp.json:1:14 is not JSON: Unexpected xxxxxxxxxxxxxxxxxxxx… (80 more characters). Names and texts need double quotes.
  `);
});
