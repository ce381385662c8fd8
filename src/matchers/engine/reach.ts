import { KIT } from '../../door';
import type { Installed } from '../../session/installed';
import { isSession, SESSION, type ServedApplication } from '../../protocol/attempt';

/**
 * Opens what stands in `expect(…)`, to be asked over HTTP past any client, and by nobody in particular: `mcp` or a
 * session stands for what it serves, anything else is served as `mcp.serve` would.
 *
 * @param call stands at the beginning of an error: `expect(app)`
 * @param options of `mcp.serve`, for what is no session
 * @throws when it cannot be served, or has no HTTP
 */
export async function openApplication(
  received: unknown,
  call: string,
  options?: object,
): Promise<ServedApplication> {
  if (isSession(received)) return received[SESSION].application();
  const installed = (globalThis as unknown as Record<symbol, Installed | undefined>)[KIT];
  if (!installed) throw new Error('jest-mcp is not set up in this test file.');
  return installed.kit.application(call, received, options);
}
