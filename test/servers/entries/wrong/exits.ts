if (process.argv.length < 3) {
  try {
    console.error('usage: exits <folder>');
    process.exit(2);
  } catch {
    console.error('a process is not stopped by this');
    process.exit(3);
  }
}

export {};
