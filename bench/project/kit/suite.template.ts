import { createServer } from '../../src/notes.js';

mcp.serve(createServer);

test('adds a note', async () => {
  await expect(mcp.callTool('add_note', { text: 'Call mother' })).toReturnToolText('Added note 2');
});

test('counts the notes', async () => {
  await mcp.callTool('add_note', { text: 'Call mother' });
  await expect(mcp.callTool('count_notes', {})).toReturnStructuredContent({ count: 2 });
});

test('says that a note is not there', async () => {
  await expect(mcp.callTool('read_note', { id: '7' })).toReturnToolError('There is no note 7');
});

test('reads a note as a resource', async () => {
  await expect(mcp.readResource('notes://1')).toReturnResourceText('Buy milk');
});

test('gives a prompt', async () => {
  await expect(mcp.getPrompt('summarise', { id: '1' })).toReturnPromptText('Summarise: Buy milk');
});
