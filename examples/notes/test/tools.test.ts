import type { NotesTools } from '../src/schemas.js';
import { temporaryServer } from './temporary.js';

mcp.serve(temporaryServer);

const notes = mcp.typed<NotesTools>();

test('offers three tools', async () => {
  await expect(mcp).toHaveTools(['add_note', 'search_notes', 'delete_note']);
});

test('tells the host which tools read and which destroy', async () => {
  await expect(mcp).toHaveTool('search_notes', { annotations: { readOnlyHint: true } });
  await expect(mcp).toHaveTool('delete_note', { annotations: { destructiveHint: true } });
});

test('tells the model to search first', async () => {
  await expect(mcp).toHaveInstructions(/search before you add/i);
});

describe('add_note', () => {
  test('says the id and links to the note', async () => {
    await expect(notes.callTool('add_note', { title: 'Shopping', text: 'milk' })).toReturnContent([
      { type: 'text', text: 'Added note 1.' },
      { type: 'resource_link', uri: 'notes://1', name: 'Shopping', mimeType: 'text/markdown' },
    ]);
  });

  test('keeps notes that are added at the same time apart', async () => {
    await Promise.all(['one', 'two', 'three'].map(title => notes.callTool('add_note', { title, text: '' })));
    const { total } = (await notes.callTool('search_notes', { query: 'o' })).structured();
    expect(total).toBe(2);
  });

  test.each([
    ['an empty title', { title: '', text: 'milk' }, 'title'],
    ['a long title', { title: 'x'.repeat(101), text: 'milk' }, 'title'],
    ['no text', { title: 'Shopping' }, 'text'],
  ])('refuses %s', async (_, args, path) => {
    await expect(mcp.callTool('add_note', args)).toRejectInvalidArguments(path);
  });
});

describe('with notes', () => {
  beforeEach(async () => {
    await notes.callTool('add_note', { title: 'Shopping', text: 'milk and bread' });
    await notes.callTool('add_note', { title: 'Ideas', text: 'bake bread' });
  });

  describe('search_notes', () => {
    test('finds words in titles and texts, in any case', async () => {
      await expect(notes.callTool('search_notes', { query: 'BREAD' })).toReturnStructuredContent({
        total: 2,
        notes: [
          { id: '1', title: 'Shopping' },
          { id: '2', title: 'Ideas' },
        ],
      });
    });

    test('finds nothing without failing', async () => {
      await expect(notes.callTool('search_notes', { query: 'cheese' })).toReturnStructuredContent({
        total: 0,
        notes: [],
      });
    });
  });

  describe('delete_note', () => {
    test('deletes the note and no other', async () => {
      await expect(notes.callTool('delete_note', { id: '1' })).toReturnToolText('Deleted note 1: Shopping');
      await expect(mcp.readResource('notes://1')).toRejectUnknown();
      await expect(mcp.readResource('notes://2')).toReturnResourceText(/bake bread/);
    });

    test('tells the model about an id that is not there', async () => {
      await expect(notes.callTool('delete_note', { id: '7' })).toReturnToolError('There is no note 7.');
    });

    test('does not use an id again', async () => {
      await notes.callTool('delete_note', { id: '2' });
      await expect(notes.callTool('add_note', { title: 'New', text: '' })).toReturnToolText('Added note 3.');
    });
  });
});
