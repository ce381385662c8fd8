async function main(): Promise<void> {
  await Promise.resolve();
  throw new Error('the database is locked');
}

main().catch((error: unknown) => {
  console.error('Fatal error in main():', (error as Error).message);
  process.exit(1);
  console.error('this is never reached');
});
