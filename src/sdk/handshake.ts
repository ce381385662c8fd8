import type { LinkEnd } from '../wire/end';
import { type EraChoice, eraOf, eraWanted, revisionWanted } from '../protocol/era';

/** An SDK's client, as far as shaking hands needs it. */
interface Handshaker {
  connect(transport: unknown): Promise<void>;
  /** Public API of v2 alone. */
  getNegotiatedProtocolVersion?(): string | undefined;
}

/**
 * Connects a client, and comes to an agreement with the server on what is spoken.
 *
 * @returns the revision that was agreed on
 * @throws where there is none, naming the era to write instead where the server told it
 */
export async function agree(client: Handshaker, end: LinkEnd, era: EraChoice): Promise<string> {
  const revision = eraWanted(era) === 'legacy' ? revisionWanted(era) : undefined;
  try {
    return await shakeHands(client, end, revision);
  } catch (error) {
    throw refusedEra(error, era) ?? error;
  }
}

/**
 * The SDKs' clients always propose their newest legacy revision: another one is put into
 * their `initialize` on its way.
 */
async function shakeHands(client: Handshaker, end: LinkEnd, revision: string | undefined): Promise<string> {
  let agreed = '';
  const { setProtocolVersion } = end;
  end.setProtocolVersion = version => {
    agreed = version;
    setProtocolVersion?.call(end, version);
  };
  if (revision !== undefined) {
    const send = end.send.bind(end);
    end.send = (message, options) => {
      const { method, params } = message as { method?: string; params?: object };
      if (method !== 'initialize') return send(message, options);
      return send({ ...message, params: { ...params, protocolVersion: revision } }, options);
    };
  }
  await client.connect(end);
  const negotiated = client.getNegotiatedProtocolVersion?.() ?? agreed;
  if (revision !== undefined && negotiated !== revision)
    throw new Error(
      `The server does not speak ${revision}: it answered with ${negotiated || 'no revision'}.`,
    );
  return negotiated;
}

const UNSUPPORTED_PROTOCOL_VERSION = -32022;

/** What to say where client and server have no era in common. Undefined where it is something else that failed. */
export function refusedEra(error: unknown, era: EraChoice): Error | undefined {
  const { code, data, message } = (error ?? {}) as { code?: unknown; data?: unknown; message?: unknown };
  const wanted = revisionWanted(era) === era ? era : `the ${era} era`;
  if (code === UNSUPPORTED_PROTOCOL_VERSION) {
    const { supported } = (data ?? {}) as { supported?: unknown };
    const versions = Array.isArray(supported) ? supported.map(String) : [];
    const other = versions.some(version => eraOf(version) === 'modern') ? 'modern' : 'legacy';
    return new Error(
      `The server does not speak ${wanted}. It speaks ${versions.join(', ') || 'another revision'}.\n\n` +
        `Write the era that it speaks beside what is served:\n  mcp.serve(…, { era: '${other}' });`,
    );
  }
  if (code !== 'ERA_NEGOTIATION_FAILED') return undefined;
  return new Error(
    `The server does not speak ${wanted}, or not so that it says so: ${String(message)}\n\n` +
      "A server of the legacy era is served without the option, or with { era: 'legacy' }.",
  );
}
