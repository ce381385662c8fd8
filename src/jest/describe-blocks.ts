import type { ServeConfig } from '../session/serve-config';

/** A describe block of jest-circus, as far as the kit looks at it. */
export interface DescribeBlock {
  readonly name: string;
  readonly parent?: DescribeBlock | undefined;
}

/** What each describe block serves. The root block stands for the file. */
export class DescribeBlocks {
  readonly #served = new WeakMap<DescribeBlock, ServeConfig>();

  serve(block: DescribeBlock, served: ServeConfig): void {
    this.#served.set(block, served);
  }

  /** Whether the block itself says what it serves. */
  hasOwn(block: DescribeBlock): boolean {
    return this.#served.has(block);
  }

  /** What is served in a block: its own, or that of the nearest block around it. */
  servedIn(block: DescribeBlock | undefined): ServeConfig | undefined {
    for (let at = block; at; at = at.parent) {
      const served = this.#served.get(at);
      if (served) return served;
    }
    return undefined;
  }
}
