import type { AuthServer, AuthServerOptions } from '../oauth/shapes';
import type { ServedApplication } from '../protocol/attempt';
import type { SessionHost } from './host';
import type { Mcp } from './mcp';

/** What runs the tests of a file, as far as the package's functions and matchers ask it for something. */
export interface InstalledKit extends SessionHost {
  authServer(options: AuthServerOptions | undefined): AuthServer;
  application(call: string, subject: unknown, options: unknown): Promise<ServedApplication>;
}

/** What this package leaves on the sandbox's global, so that every copy of it finds the same. */
export interface Installed {
  readonly kit: InstalledKit;
  readonly mcp: Mcp;
}
