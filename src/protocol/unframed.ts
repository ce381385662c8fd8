import type { Unframed, UnframedAnswer } from '../wire/unframed';
import { escapeInvisible } from '../messages/visible';
import type { Outcome } from './outcome';
import { DisconnectedError } from '../messages/errors';

const WRITE_TO_STDERR =
  'Stdout is for messages alone, so a line break between them is not enough. Write the text to stderr:\n  console.error(…);';
const WITH_A_BREAK = '  process.stdout.write(`${JSON.stringify(message)}\\n`);';

/** What is wrong with an answer, in words that follow "the answer", and what to do instead. */
const WORDS: Readonly<Record<Unframed, readonly [mistake: string, instead: string]>> = {
  'text before': ['has text before it in its line', WRITE_TO_STDERR],
  'text behind': ['has text behind it in its line', WRITE_TO_STDERR],
  'another message': [
    'shares its line with another message',
    `End each message with a line break:\n${WITH_A_BREAK}`,
  ],
  batch: [
    'stands in an array',
    'Write each message as a line of its own. MCP has no batches since 2025-06-18, and no client of an SDK reads one.',
  ],
  'byte order mark': ['has a byte order mark before it', 'Write UTF-8 without one.'],
  'UTF-16': ['is written in UTF-16', 'Write UTF-8.'],
  'several lines': [
    'is written over several lines',
    'Write it as one line, without an indent:\n  JSON.stringify(message)',
  ],
  'no line break': ['has no line break behind it', `End each message with a line break:\n${WITH_A_BREAK}`],
  headers: [
    'stands under a Content-Length header',
    `A language server writes so. In MCP a message has no header, and ends with a line break:\n${WITH_A_BREAK}`,
  ],
};

/** How a request ended whose answer no client reads, because it is not a line of its own. */
export function outcomeOfUnframed({ method, why, text }: UnframedAnswer): Outcome {
  const [mistake, instead] = WORDS[why];
  const shown = why === 'several lines' ? [] : [`  ${escapeInvisible(text)}`];
  const message = [
    `The server answered ${method}, but no client reads it: the answer ${mistake}.`,
    ...shown,
    instead,
  ].join('\n');
  return { kind: 'disconnected', stage: 'not MCP', message, error: new DisconnectedError(message) };
}
