import { type FetchLayer, layerFetch } from '../../../src/wire/http/global-fetch';

const URL_ASKED = 'https://api.example/x';

/** Adds its name to the answer of what lies below it. */
const tag =
  (name: string): FetchLayer =>
  async (input, init, next) =>
    new Response(`${name}>${await (await next(input, init)).text()}`);

const ask = async (): Promise<string> => (await fetch(URL_ASKED)).text();

const real = globalThis.fetch;
const stub = jest.fn(async () => new Response('network'));

beforeEach(() => {
  stub.mockClear();
  globalThis.fetch = stub;
});
afterEach(() => {
  globalThis.fetch = real;
});

test('the latest layer is asked first, and fetch is what it was when all are gone', async () => {
  const first = layerFetch(tag('first'));
  const second = layerFetch(tag('second'));
  expect(await ask()).toBe('second>first>network');
  second();
  expect(await ask()).toBe('first>network');
  first();
  expect(globalThis.fetch).toBe(stub);
});

test('layers are taken away in any order, and twice without harm', async () => {
  const stops = ['a', 'b', 'c'].map(name => layerFetch(tag(name)));
  stops[1]?.();
  stops[1]?.();
  expect(await ask()).toBe('c>a>network');
  stops[0]?.();
  expect(await ask()).toBe('c>network');
  stops[2]?.();
  expect(globalThis.fetch).toBe(stub);
});

test('one function that is layered twice is taken away once each time', async () => {
  const layer = tag('same');
  const [one, other] = [layerFetch(layer), layerFetch(layer)];
  expect(await ask()).toBe('same>same>network');
  one();
  expect(await ask()).toBe('same>network');
  other();
  expect(await ask()).toBe('network');
});

test('a layer answers itself, and nothing below it is asked', async () => {
  const stop = layerFetch(async () => new Response('mine'));
  expect(await ask()).toBe('mine');
  expect(stub).not.toHaveBeenCalled();
  stop();
});

test('what a test puts there later is stronger, and stays', async () => {
  const stop = layerFetch(tag('layer'));
  const patched = globalThis.fetch;
  const mock = jest.fn(async () => new Response('mock'));
  globalThis.fetch = mock;
  expect(await ask()).toBe('mock');
  const over = layerFetch(tag('over'));
  expect(await ask()).toBe('over>mock');
  stop();
  expect(await ask()).toBe('over>mock');
  over();
  expect(globalThis.fetch).toBe(mock);
  // A mock that puts back what it found: nothing of the layers is left in it.
  globalThis.fetch = patched;
  expect(await ask()).toBe('network');
  const again = layerFetch(tag('again'));
  expect(await ask()).toBe('again>network');
  again();
  expect(globalThis.fetch).toBe(stub);
});

test('a mock stays visible through the layers', async () => {
  const stop = layerFetch(tag('layer'));
  await ask();
  expect(globalThis.fetch).toHaveBeenCalledTimes(1);
  stop();
});

test('a request that is under way goes through the layers that were there when it began', async () => {
  let open: (() => void) | undefined;
  const gate = new Promise<void>(resolve => (open = resolve));
  const slow = layerFetch(async (input, init, next) => {
    await gate;
    return next(input, init);
  });
  const asked = ask();
  slow();
  const late = layerFetch(tag('late'));
  open?.();
  await expect(asked).resolves.toBe('network');
  late();
});

test('a layer that throws rejects, and the others go on', async () => {
  const stop = layerFetch(() => {
    throw new Error('broken');
  });
  await expect(fetch(URL_ASKED)).rejects.toThrow('broken');
  stop();
  await expect(ask()).resolves.toBe('network');
});
