/** Stands before the sandbox's global `fetch`: answers a request itself, or lets `next` answer it. */
export type FetchLayer = (
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  next: typeof fetch,
) => Promise<Response>;

/** One function in the place of the global `fetch`. */
interface Patch {
  readonly before: typeof fetch;
  /** The latest last, which is asked first. */
  readonly layers: Set<FetchLayer>;
}

/** All that were ever put there: a mock may put one of them back after all its layers are gone. */
const patches = new WeakMap<typeof fetch, Patch>();

/**
 * Puts a layer before the sandbox's global `fetch`. There is one patch for all layers, so that they can be taken away
 * in any order. A test that replaces `fetch` later is stronger: until it puts it back, the layers see nothing.
 *
 * @returns what takes the layer away. With the last one `fetch` is put back, unless somebody has replaced it meanwhile
 */
export function layerFetch(layer: FetchLayer): () => void {
  const patched = patches.has(globalThis.fetch) ? globalThis.fetch : install();
  const { before, layers } = patches.get(patched) as Patch;
  // One function may be layered twice, and is taken away once each time.
  const own: FetchLayer = (...args) => layer(...args);
  layers.add(own);
  return () => {
    layers.delete(own);
    if (layers.size === 0 && globalThis.fetch === patched) globalThis.fetch = before;
  };
}

function install(): typeof fetch {
  const before = globalThis.fetch;
  const layers = new Set<FetchLayer>();
  const patched: typeof fetch = (input, init) => through([...layers], before)(input, init);
  // A mock that the test looks at later has to stay what it is.
  Object.setPrototypeOf(patched, before);
  patches.set(patched, { before, layers });
  globalThis.fetch = patched;
  return patched;
}

/** What a request goes through: the latest layer first, what was there before last. */
function through(layers: readonly FetchLayer[], before: typeof fetch): typeof fetch {
  const layer = layers.at(-1);
  if (!layer) return before;
  return async (input, init) => layer(input, init, through(layers.slice(0, -1), before));
}
