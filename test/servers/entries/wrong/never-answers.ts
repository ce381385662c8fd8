console.error('reading, and that is all');
process.stdin.resume().on('data', () => undefined);
