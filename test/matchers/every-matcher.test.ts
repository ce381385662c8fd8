/** What holds of every matcher. That none decides what it cannot know stands in `false-passes.test.ts`. */
import { matchers } from '../../src/matchers';
import { openApplicationsAsTheyAre } from './applications';
import { EACH_MATCHER, LONG, WRONG_SUBJECTS } from './every-matcher';
import { failureOf, messageOf } from './support';

openApplicationsAsTheyAre();

it('has a row for each', () => {
  expect(EACH_MATCHER.map(([name]) => name)).toEqual(Object.keys(matchers));
});

describe.each(EACH_MATCHER)('%s', (_name, { call, long, prepare }) => {
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
    await prepare?.();
    const message = await messageOf(() => call(expect(long())));
    expect(message).not.toContain(LONG.slice(0, 5_000));
    expect(message.length).toBeLessThan(10_000);
  });
});
