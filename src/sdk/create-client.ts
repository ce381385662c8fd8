import { JSON } from '../core';
import { type EraChoice, eraWanted } from '../protocol/era';
import { findPackage, majorOf, packageThatMade, type SdkPackage, type SdkServer } from './packages';
import type { ClientOptions, ClientPort, SdkSearch } from './client';

/**
 * Makes the SDK client that fits a server: the same major, from the copy of the SDK that made the server
 * where it can be told, else as the test file would find it. A server out of sight gets v2's client where
 * there is one: it speaks both eras.
 *
 * @throws when no client package is installed that speaks the wanted era, or the SDK is older than the
 *   oldest supported one.
 */
export async function createClient(
  server: SdkServer | undefined,
  options: ClientOptions,
  search: SdkSearch,
): Promise<ClientPort> {
  const made = server && packageThatMade(server);
  const folders = made ? [made.root, ...search.folders] : search.folders;
  const v1 =
    made?.name === '@modelcontextprotocol/sdk' ? made : findPackage('@modelcontextprotocol/sdk', folders);
  const wanted = eraWanted(options.era);
  if (server && majorOf(server) === 1) {
    if (wanted === 'modern') throw new Error(onlyLegacy(options.era));
    if (!v1) throw noClient('@modelcontextprotocol/sdk', search.folders);
    return v1Client(v1, options, search.loader);
  }
  const v2 = findPackage('@modelcontextprotocol/client', folders);
  if (v2) return v2Client(v2, options, search.loader);
  if (v1 && wanted !== 'modern') return v1Client(v1, options, search.loader);
  throw noClient('@modelcontextprotocol/client', search.folders);
}

function onlyLegacy(era: EraChoice): string {
  return (
    `The server is made with @modelcontextprotocol/sdk (v1), which speaks the legacy era only, up to 2025-11-25; asked for was the era ${JSON.stringify(era)}.\n\n` +
    "Leave the option out, or write { era: 'legacy' }. A server of both eras is made with @modelcontextprotocol/server (v2)."
  );
}

function noClient(name: SdkPackage['name'], folders: readonly string[]): Error {
  return new Error(
    `No MCP client could be found: ${name} is not installed where ${folders[0] ?? 'the test file'} could load it.\n\n` +
      `Install it beside the server:\n  npm install --save-dev ${name}`,
  );
}

// Most projects have but one of the SDKs.
function v1Client(...args: Parameters<typeof import('./client-v1').clientV1>): Promise<ClientPort> {
  return (require('./client-v1') as typeof import('./client-v1')).clientV1(...args);
}

function v2Client(...args: Parameters<typeof import('./client-v2').clientV2>): Promise<ClientPort> {
  return (require('./client-v2') as typeof import('./client-v2')).clientV2(...args);
}
