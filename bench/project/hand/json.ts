interface Transport {
  send(message: never, options?: never): Promise<void>;
}

/** Puts JSON between the SDK's in-memory pair, where `BENCH_WIRE` asks for it. The pair by itself hands over references. */
export function wire<Pair extends readonly Transport[]>(pair: Pair): Pair {
  return process.env.BENCH_WIRE === 'json' ? asJson(pair) : pair;
}

/** Puts JSON between the SDK's in-memory pair. */
export function asJson<Pair extends readonly Transport[]>(pair: Pair): Pair {
  for (const transport of pair) {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => send(JSON.parse(JSON.stringify(message)) as never, options);
  }
  return pair;
}
