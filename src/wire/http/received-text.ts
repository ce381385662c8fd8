/**
 * A text as it came: pieces, of bytes. They are joined and decoded when the text is first read. An answer of 64 MiB is
 * read by the SDK's client, and seldom by a test.
 */
export class ReceivedText {
  readonly byteLength: number;
  #text: string | undefined;

  constructor(private readonly pieces: readonly Uint8Array[]) {
    this.byteLength = lengthOf(pieces);
  }

  get text(): string {
    return (this.#text ??= decode(this.pieces));
  }

  /** Its first bytes, as text. The last character may be cut. */
  start(count: number): string {
    return decode(cut(this.pieces, 0, count));
  }

  /** Its last bytes, as text. The first character may be cut. */
  end(count: number): string {
    return decode(cut(this.pieces, this.byteLength - count));
  }
}

/** The bytes of `pieces` from one position to another. None of them is copied. */
export function cut(
  pieces: readonly Uint8Array[],
  from: number,
  to = Number.POSITIVE_INFINITY,
): Uint8Array[] {
  let end = 0;
  return pieces.flatMap(piece => {
    const begin = end;
    end += piece.byteLength;
    if (end <= from || begin >= to) return [];
    return [piece.subarray(Math.max(0, from - begin), to - begin)];
  });
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function decode(pieces: readonly Uint8Array[]): string {
  return Buffer.concat(pieces).toString('utf8');
}
