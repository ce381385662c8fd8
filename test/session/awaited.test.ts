import { isMachinery } from '../../src/session/awaited';

/** What the engine hands to `then` when `look` looks at a promise. */
async function handedOver(look: (promise: PromiseLike<void>) => unknown): Promise<unknown> {
  let callback: unknown;
  const promise: PromiseLike<void> = {
    then(onfulfilled) {
      callback = onfulfilled;
      return Promise.resolve().then(onfulfilled);
    },
  };
  await look(promise);
  return callback;
}

test.each<[string, (promise: PromiseLike<void>) => unknown]>([
  ['await', async promise => await promise],
  ['return', async promise => promise],
  ['Promise.resolve', promise => Promise.resolve(promise)],
  ['Promise.all', promise => Promise.all([promise])],
  ['Promise.race', promise => Promise.race([promise])],
  ['Promise.allSettled', promise => Promise.allSettled([promise])],
  ['Promise.any', promise => Promise.any([promise])],
  [
    'for await',
    async promise => {
      for await (const value of [promise]) expect(value).toBeUndefined();
    },
  ],
])('%s looks by a function of the engine', async (_, look) => {
  expect(isMachinery(await handedOver(look))).toBe(true);
});

function check(this: unknown): void {}

test.each<[string, unknown]>([
  ['a function', check],
  [
    'an arrow function without a name',
    (
      () => () =>
        undefined
    )(),
  ],
  ['a bound function', check.bind(undefined)],
  [
    'a bound function without a name',
    (
      () => () =>
        undefined
    )().bind(undefined),
  ],
  ["a function of the engine's own with a name", console.log.bind(console)],
  ['no function', undefined],
])('%s is a callback of the test', (_, callback) => {
  expect(isMachinery(callback)).toBe(false);
});
