// Nothing in it is TypeScript alone: every Node runs it.
console.error('Error: no database');
process.exit(1);
