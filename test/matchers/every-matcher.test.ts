/** What holds of every matcher. That none decides what it cannot know stands in `false-passes.test.ts`. */
import { inspect } from 'node:util';
import { matchers } from '../../src/matchers';
import { keepSecret } from '../../src/messages/secrets';
import type { Outcome } from '../../src/protocol/outcome';
import { openApplicationsAsTheyAre } from './applications';
import { EACH_MATCHER, LONG, WRONG_SUBJECTS } from './every-matcher';
import { failureOf, inColour, messageOf } from './support';

const KEPT = keepSecret('opaque_0123456789abcdefghijklmnopqrstuvwxyz');
const JWT = `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.${'signature'.repeat(9)}`;
/** Secrets as they stand in what servers say. */
const TELLTALE = [
  `no such token: ${KEPT}, nor ${JWT}`,
  'Authorization: Bearer b34rer-t0ken-of-alice, cookie: sid=c00kie-of-alice',
  '{"client_secret": "hush-hush-client-secret", "password": "hunter-of-treasures-1"}',
].join(' ');
/** What must not stand of them. */
const SECRET_PARTS = [
  KEPT.slice(12),
  'signaturesignature',
  'eyJzdWIi',
  't0ken-of-alice',
  'kie-of-alice',
  'client-secret',
  'of-treasures',
];

openApplicationsAsTheyAre();

it('has a row for each', () => {
  expect(EACH_MATCHER.map(([name]) => name)).toEqual(Object.keys(matchers));
});

describe.each(EACH_MATCHER)('%s', (_name, { call, ended, saying, prepare }) => {
  it('refuses a wrong subject behind .resolves and .rejects, and under .not too', async () => {
    for (const subject of WRONG_SUBJECTS) {
      const resolved = Promise.resolve(subject);
      await failureOf(() => call(expect<unknown>(resolved).resolves as never));
      await failureOf(() => call(expect<unknown>(resolved).resolves.not as never));
      const rejected = (): Promise<unknown> => Promise.reject(subject);
      await failureOf(() => call(expect(rejected()).rejects as never));
      await failureOf(() => call(expect(rejected()).rejects.not as never));
    }
  });

  it('prints no long value whole', async () => {
    await prepare?.(LONG);
    const message = await messageOf(() => call(expect(saying(LONG))));
    expect(message).not.toContain(LONG.slice(0, 5_000));
    expect(message.length).toBeLessThan(10_000);
  });

  it('prints no secret, whatever it looks at, and puts none into the reports', async () => {
    await prepare?.(TELLTALE);
    const outcomes: Outcome[] = [
      { kind: 'disconnected', message: TELLTALE, hint: TELLTALE },
      { kind: 'protocol error', code: -32603, message: TELLTALE, thrown: new Error(TELLTALE) },
      { kind: 'tool error', message: TELLTALE, result: { content: [{ type: 'text', text: TELLTALE }] } },
    ];
    const subjects = [saying(TELLTALE), ...outcomes.map(ended), TELLTALE, { secret: TELLTALE }];
    for (const subject of subjects)
      for (const it of [expect(subject), expect(subject).not as never]) {
        const error = await inColour(() => call(it)).then(
          () => undefined,
          (thrown: Error) => thrown,
        );
        if (error) expect(leaked(error)).toEqual([]);
      }
  });
});

/** What stands of a secret in all that Jest has of a failure. */
function leaked(error: Error): string[] {
  const { matcherResult } = error as {
    matcherResult?: { message: string; actual?: unknown; expected?: unknown };
  };
  const { message, actual, expected } = matcherResult ?? { message: '' };
  const all = [error.message, error.stack, message, inspect({ actual, expected }, { depth: 20 })].join('\n');
  return SECRET_PARTS.filter(part => all.includes(part));
}
