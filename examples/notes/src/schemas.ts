import { z } from 'zod';

export const addNoteInput = z.object({
  title: z.string().min(1).max(100).describe('A short title'),
  text: z.string().describe('The note itself'),
});

export const searchNotesInput = z.object({
  query: z.string().min(1).describe('Words to look for in titles and texts, in any case'),
});

export const searchNotesOutput = z.object({
  total: z.number().int(),
  notes: z.array(z.object({ id: z.string(), title: z.string() })),
});

export const deleteNoteInput = z.object({
  id: z.string().describe('The id that add_note and search_notes give'),
});

/** What each tool takes and gives: tests hold their calls against it when they are compiled. */
export interface NotesTools {
  add_note: { arguments: z.input<typeof addNoteInput> };
  search_notes: {
    arguments: z.input<typeof searchNotesInput>;
    structuredContent: z.output<typeof searchNotesOutput>;
  };
  delete_note: { arguments: z.input<typeof deleteNoteInput> };
}
