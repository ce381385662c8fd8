export default { preset: 'jest-mcp' };
