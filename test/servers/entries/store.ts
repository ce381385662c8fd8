/** State of a module: each process begins with none. */
const notes: string[] = [];

export function add(note: string): number {
  return notes.push(note);
}

export function load(): string[] {
  return notes;
}
