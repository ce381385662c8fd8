import { JSON } from '../core';
import type { Frame } from '../wire/frame';
import type { Section } from '../messages/parts';
import type { Attempt, Asked, Place } from './attempt';
import { describeFrame, type FrameLine } from './frame-line';
import { describeThrown } from './thrown';

const MOST_FRAMES = 6;
const FRAMES_WITHOUT_A_REQUEST = 4;
const FRAMES_OF_AN_OPENING = 3;
const LONGEST_ARGUMENTS = 300;

/** Evidence as lines of text under a title. What prints it decides on colour. */
export type Evidence = Section;

/** Where frames were recorded. */
export interface Recorded {
  readonly frames: readonly Frame[];
  readonly place?: Place;
  readonly asked?: Asked;
  readonly circumstances?: () => readonly Evidence[];
}

/** What there is to show of how an operation ended: what its handler threw, and the last frames of the wire. */
export function evidenceOf(attempt: Attempt): Evidence[] {
  const title = attempt.outcome.kind === 'disconnected' ? 'The factory threw' : 'The handler threw';
  return [
    ...describeThrown(attempt.outcome.thrown, title),
    ...(attempt.circumstances?.() ?? []),
    ...wireOf(attempt),
  ];
}

/** The last frames of the wire, from the operation's own request on where it is among them. Empty without frames. */
export function wireOf({ frames, place, asked }: Recorded): Evidence[] {
  const shown = frames.slice(firstToShow(frames, asked));
  return sectionOf('last', shown, frames, place);
}

/** The first frames of the wire: what client and server said of themselves. */
export function openingOf({ frames, place, circumstances }: Recorded): Evidence[] {
  return [
    ...(circumstances?.() ?? []),
    ...sectionOf('first', frames.slice(0, FRAMES_OF_AN_OPENING), frames, place),
  ];
}

/** Frames, one a line. */
export function describeFrames(frames: readonly Frame[]): string[] {
  return alignLines(frames.map(frame => describeFrame(frame, frames)));
}

function sectionOf(
  which: 'first' | 'last',
  shown: readonly Frame[],
  frames: readonly Frame[],
  place: Place | undefined,
): Evidence[] {
  if (frames.length === 0) return [];
  const words = [place?.link, place?.protocolVersion].filter(word => word !== undefined).join(', ');
  const all = `${frames.length} ${frames.length === 1 ? 'frame' : 'frames'}`;
  const count = shown.length === frames.length ? all : `${which} ${shown.length} of ${all}`;
  const title = `Wire, ${count}${words === '' ? '' : ` (${words})`}`;
  return [{ title, lines: alignLines(shown.map(frame => describeFrame(frame, frames))) }];
}

function firstToShow(frames: readonly Frame[], asked: Asked | undefined): number {
  const own = asked === undefined ? -1 : frames.findLastIndex(frame => isRequestFor(frame, asked));
  const wanted = own === -1 ? frames.length - FRAMES_WITHOUT_A_REQUEST : own;
  return Math.max(0, wanted, frames.length - MOST_FRAMES);
}

function isRequestFor({ direction, message }: Frame, asked: Asked): boolean {
  if (direction !== 'to server' || message.method !== asked.method || message.id === undefined) return false;
  const name = message.params?.['name'] ?? message.params?.['uri'];
  return asked.name === undefined || name === undefined || name === asked.name;
}

function alignLines(lines: readonly FrameLine[]): string[] {
  const kind = Math.max(...lines.map(line => line.kind.length));
  const detail = Math.max(...lines.map(line => line.detail.length));
  return lines.map(line => {
    const text = `${line.arrow} ${line.kind.padEnd(kind)}  ${line.detail.padEnd(detail)}`;
    return (line.elapsed === undefined ? text : `${text}  ${line.elapsed}`).trimEnd();
  });
}

/** The line that names what was asked: `Tool: add { "a": 1, "b": 2 }`. */
export interface Subject {
  readonly label: string;
  readonly text: string;
}

const LABELS: Readonly<Record<string, string>> = {
  'tools/call': 'Tool',
  'resources/read': 'Resource',
  'resources/subscribe': 'Resource',
  'resources/unsubscribe': 'Resource',
  'prompts/get': 'Prompt',
  'completion/complete': 'Completion',
};

/** What was asked, in one line, the arguments cut with a count where they are long. */
export function subjectOf({ method, name, params }: Asked): Subject {
  const label = LABELS[method];
  if (label === undefined) return { label: 'Request', text: [method, ...printParams(params)].join(' ') };
  if (method === 'completion/complete') return { label, text: completionText(params) };
  return { label, text: [name ?? method, ...printParams(params['arguments'])].join(' ') };
}

function completionText(params: Readonly<Record<string, unknown>>): string {
  const ref = params['ref'] as Readonly<Record<string, unknown>> | undefined;
  const of = ref?.['name'] ?? ref?.['uri'];
  return [...(typeof of === 'string' ? [of] : []), ...printParams(params['argument'])].join(' ');
}

function printParams(params: unknown): string[] {
  if (typeof params !== 'object' || params === null || Object.keys(params).length === 0) return [];
  const text = printJson(params);
  const rest = text.length - LONGEST_ARGUMENTS;
  return [rest > 0 ? `${text.slice(0, LONGEST_ARGUMENTS)}… (${rest} more characters)` : text];
}

/** JSON on one line, with room between its tokens: `{ "a": 1, "b": 2 }`. */
function printJson(value: object): string {
  try {
    // A newline inside a string is escaped, so that every newline here is JSON's own indentation.
    return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  } catch {
    // A cycle or a BigInt: arguments that cannot be sent are still worth naming.
    return `{ ${Object.keys(value).join(', ')} } (not JSON)`;
  }
}
