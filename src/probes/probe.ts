import type { ProbeContext } from './positive-control';
import type { Finding, Rule } from './report';

/** One attack, or one look at what the application says of itself. */
export interface Probe {
  readonly name: string;
  readonly rule: Rule;
  /** Must not run beside others: it changes what they would find. Default: `false`. */
  readonly isAlone?: boolean;
  /** @returns what it found, nothing where all is right @throws {Gap} where there is nothing to judge */
  run(context: ProbeContext): Promise<Finding[]>;
}
