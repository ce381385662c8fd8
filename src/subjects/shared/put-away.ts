import { within } from '../../clock';

/** How long a server, its cleanup and its client may take to close, in milliseconds of real time. */
export const CLOSE_TIMEOUT = 2_000;

/** Something to put away. */
export interface Step {
  readonly name: string;
  readonly run: () => unknown;
}

/** Runs one step of putting away. @returns what failed, or did not end in time */
export async function attempt({ name, run }: Step): Promise<string | undefined> {
  try {
    return (await within(Promise.resolve(run()), CLOSE_TIMEOUT))
      ? undefined
      : `${name} did not end within ${CLOSE_TIMEOUT} ms`;
  } catch (error) {
    return `${name} failed: ${String((error as Error | undefined)?.message ?? error)}`;
  }
}
