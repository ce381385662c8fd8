import { temporaryServer } from './temporary.js';

mcp.serve(temporaryServer);

test('offers notes as a template', async () => {
  await expect(mcp).toHaveResourceTemplate('notes://{id}', { mimeType: 'text/markdown' });
});

test('lists nothing while there are no notes', async () => {
  expect(await mcp.listResources()).toEqual([]);
});

test('does not find a note that is not there', async () => {
  await expect(mcp.readResource('notes://1')).toRejectUnknown();
});

describe('with notes', () => {
  beforeEach(async () => {
    for (const title of ['Shopping', 'Ideas'])
      await mcp.callTool('add_note', { title, text: `about ${title}` });
  });

  test('lists each note by its title', async () => {
    await expect(mcp).toHaveResource('notes://1', { name: 'Shopping' });
    await expect(mcp).toHaveResource('notes://2', { name: 'Ideas' });
  });

  test('reads a note as markdown', async () => {
    await expect(mcp.readResource('notes://2')).toReturnResourceContents([
      { uri: 'notes://2', mimeType: 'text/markdown', text: '# Ideas\n\nabout Ideas' },
    ]);
  });

  test('completes ids', async () => {
    const note = { type: 'ref/resource', uri: 'notes://{id}' } as const;
    await expect(mcp.complete(note, { name: 'id', value: '' })).toReturnCompletions(['1', '2']);
    await expect(mcp.complete(note, { name: 'id', value: '2' })).toReturnCompletions(['2']);
    await expect(mcp.complete(note, { name: 'id', value: '9' })).toReturnCompletions([]);
  });
});
