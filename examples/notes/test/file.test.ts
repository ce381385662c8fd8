import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from '../src/server.js';
import { temporaryFolder } from './temporary.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, 'notes.json');
});

afterEach(() => rm(folder, { recursive: true }));

// Called anew for each test, after its beforeEach: `file` is that test's own.
mcp.serve(() => createServer({ file }));

test('a second server on the same file sees the notes', async () => {
  await mcp.callTool('add_note', { title: 'Shopping', text: 'milk' });
  const restarted = await mcp.connect();
  await expect(restarted).toReadResource('notes://1', '# Shopping\n\nmilk');
});

test('the file is readable, and no draft is left beside it', async () => {
  await mcp.callTool('add_note', { title: 'Shopping', text: 'milk' });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    nextId: 2,
    notes: [{ id: '1', title: 'Shopping', text: 'milk' }],
  });
  expect(await readdir(folder)).toEqual(['notes.json']);
});

test('a file that is no JSON is reported, and left as it is', async () => {
  await writeFile(file, 'not JSON');
  await expect(mcp.callTool('add_note', { title: 'Shopping', text: 'milk' })).toReturnToolError(/JSON/);
  expect(await readFile(file, 'utf8')).toBe('not JSON');
});
