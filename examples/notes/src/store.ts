import { readFile, rename, writeFile } from 'node:fs/promises';

export interface Note {
  id: string;
  title: string;
  text: string;
}

interface Kept {
  /** Counted on and never used twice: the URI of a deleted note must not lead to another one. */
  nextId: number;
  notes: Note[];
}

/** Notes in a JSON file. A file that is not there holds no notes. */
export class NoteStore {
  readonly #file: string;
  /** Each change waits for the one before: two at once would both read the old file. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  async list(): Promise<Note[]> {
    return (await this.#read()).notes;
  }

  async find(id: string): Promise<Note | undefined> {
    return (await this.list()).find(note => note.id === id);
  }

  /** The notes whose title or text holds `query`, whatever its case. */
  async search(query: string): Promise<Note[]> {
    const wanted = query.toLowerCase();
    return (await this.list()).filter(({ title, text }) =>
      `${title}\n${text}`.toLowerCase().includes(wanted),
    );
  }

  add(title: string, text: string): Promise<Note> {
    return this.#change(kept => {
      const note = { id: String(kept.nextId++), title, text };
      kept.notes.push(note);
      return note;
    });
  }

  /** Resolves to the note that was deleted, or to undefined where there was none. */
  delete(id: string): Promise<Note | undefined> {
    return this.#change(kept => {
      const index = kept.notes.findIndex(note => note.id === id);
      return index === -1 ? undefined : kept.notes.splice(index, 1)[0];
    });
  }

  #change<T>(change: (kept: Kept) => T): Promise<T> {
    const done = this.#lastChange.then(async () => {
      const kept = await this.#read();
      const result = change(kept);
      await this.#write(kept);
      return result;
    });
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  async #read(): Promise<Kept> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { nextId: 1, notes: [] };
      throw error;
    }
    return JSON.parse(text) as Kept;
  }

  /** Written beside the file and renamed over it, so that a crash leaves the old notes or the new ones. */
  async #write(kept: Kept): Promise<void> {
    const draft = `${this.#file}.${process.pid}.tmp`;
    await writeFile(draft, `${JSON.stringify(kept, null, 2)}\n`);
    await rename(draft, this.#file);
  }
}
