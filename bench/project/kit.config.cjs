module.exports = { preset: 'jest-mcp', roots: ['<rootDir>/kit'] };
