import { defineMany } from '../src/many.js';
import { createServer } from '../src/v1.js';

mcp.serve(createServer);

defineMany(async () => {
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
