import { kindOf } from '../subjects/kinds';
import type { TestFile } from '../test-file';

/** A registered client, as the SDK keeps it. */
export interface ClientInformation {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly issuer?: string;
  readonly [field: string]: unknown;
}

/** The clients that were registered at one authorization server, by issuer, redirect URI and the scopes that the test asks for. */
export type Registered = Map<string, ClientInformation>;

interface Kept {
  readonly elsewhere: Registered;
  readonly byApplication: WeakMap<object, Registered>;
}

/**
 * The clients that a test file has registered already. An authorization server that is part of the application lives
 * as long as that does: an application that is built anew for each test knows nobody.
 *
 * @param application what is served, or what builds it
 * @param test stands for the running test
 */
export function registeredIn(
  file: TestFile,
  application: object,
  test: object | undefined,
): (issuer: string, isOwn: boolean) => Registered {
  const { elsewhere, byApplication } = file.kept<Kept>('registered clients', () => ({
    elsewhere: new Map(),
    byApplication: new WeakMap(),
  }));
  const owner = kindOf(application) ? application : (test ?? {});
  return (_issuer, isOwn) => {
    if (!isOwn) return elsewhere;
    const known = byApplication.get(owner);
    if (known) return known;
    const made: Registered = new Map();
    byApplication.set(owner, made);
    return made;
  };
}

/** SDK v1 stamps credentials with the URL that it found, v2 with the issuer: a slash may be between them. */
export function registrationKey(issuer: string, redirectUri: string, scopes: readonly string[] = []): string {
  return [issuer.replace(/\/$/, ''), redirectUri, ...scopes].join(' ');
}
