async function main(): Promise<void> {
  await Promise.resolve();
  throw new Error('nobody catches me');
}

void main();
