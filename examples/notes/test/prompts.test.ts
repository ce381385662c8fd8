import { temporaryServer } from './temporary.js';

mcp.serve(temporaryServer);

test('offers a prompt with one argument', async () => {
  await expect(mcp).toHavePrompt('summarize', { arguments: [{ name: 'id', required: true }] });
});

test('wants the id of a note', async () => {
  await expect(mcp.getPrompt('summarize')).toRejectInvalidArguments();
});

describe('with a note', () => {
  beforeEach(async () => {
    await mcp.callTool('add_note', { title: 'Shopping', text: 'milk and bread' });
  });

  test('puts the note into the prompt', async () => {
    await expect(mcp.getPrompt('summarize', { id: '1' })).toReturnPromptMessages([
      { role: 'user', content: { type: 'text', text: /^Summarize[^]*# Shopping\n\nmilk and bread$/ } },
    ]);
  });

  test('completes the id', async () => {
    const summarize = { type: 'ref/prompt', name: 'summarize' } as const;
    await expect(mcp.complete(summarize, { name: 'id', value: '' })).toReturnCompletions(['1']);
  });

  test('refuses a note that is not there', async () => {
    await expect(mcp.getPrompt('summarize', { id: '2' })).toRejectWithCode(-32603, 'There is no note 2.');
  });
});
