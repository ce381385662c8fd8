import type { MatcherContext } from '../../messages/matcher-context';
import type { Row } from '../../messages';
import { isSession, SESSION, type Handshake, type Meeting } from '../../protocol/attempt';
import { openingOf } from '../../protocol/evidence';
import { notASession } from './ask';
import { printOutcome } from './outcome';
import { assertAwaited } from './subject';
import { conclude, refuse, type Answer, type Call, type Scene, type Verdict } from './verdict';
import type { Mistake } from '../../messages/parts';

/** A matcher about what the server said of itself when the session opened. */
export interface Introduction {
  readonly call: Call;
  readonly mistake?: Mistake | undefined;
  readonly judge: (handshake: Handshake) => Answer;
}

/** Opens the session if need be, and judges what the server said of itself. */
export function judgeHandshake(
  context: MatcherContext,
  received: unknown,
  { call, mistake, judge }: Introduction,
): Verdict | Promise<Verdict> {
  assertAwaited(context, received, call);
  if (!isSession(received)) return refuse(context, call, 'received', notASession(received, call));
  const { title } = received[SESSION];
  if (mistake) return refuse(context, call, title, mistake);
  return received[SESSION].meet().then(meeting => {
    const answer = meeting.handshake ? judge(meeting.handshake) : noMeeting(meeting);
    return conclude(context, call, sceneOfMeeting(title, meeting), answer);
  });
}

/** The answer to any question about a server that was never met. */
export function noMeeting({ outcome }: Meeting): Answer {
  const words = outcome ? printOutcome({ outcome, frames: [] }) : 'no handshake';
  const sentence = 'No session could be opened, so the server was never asked.';
  const rows: Row[] = [{ label: 'Received', shown: { words }, side: 'received' }];
  return { verdict: 'neither', report: () => ({ sentence, rows }) };
}

/** The label that names the server, and the wire. */
export function sceneOfMeeting(receiver: string, meeting: Meeting): Scene {
  const info = meeting.handshake?.serverInfo;
  return {
    receiver,
    subject: info ? [{ label: 'Server', shown: { words: `${info.name} ${info.version}`.trim() } }] : [],
    evidence: () => openingOf(meeting),
  };
}
