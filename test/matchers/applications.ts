import { KIT } from '../../src/door';
import type { Application, AuthServer } from '../../src/oauth/shapes';

const door = globalThis as unknown as Record<symbol, unknown>;

/** Applications made by hand stand in `expect(…)` as they are: what opens real ones is tested elsewhere. */
export function openApplicationsAsTheyAre(): void {
  const before = door[KIT];
  beforeAll(() => {
    const application = (_call: string, received: unknown): Promise<unknown> =>
      isApplication(received)
        ? Promise.resolve({ ...received, fetch: received.fetch, remaining: received.remaining })
        : Promise.reject(new Error('expect(app): this cannot be served.'));
    door[KIT] = { kit: { application } };
  });
  afterAll(() => {
    door[KIT] = before;
  });
}

function isApplication(value: unknown): value is Application {
  return typeof (value as Partial<Application> | null)?.fetch === 'function';
}

/** What differs from run to run, as words: ports, times, keys and ids. */
export function steady(message: string, as: AuthServer): string {
  return message
    .replaceAll(as.issuer, 'http://127.0.0.1:40123')
    .replace(/"kid": "[^"]+"/g, '"kid": "…"')
    .replace(/"jti": "[^"]+"/g, '"jti": "…"')
    .replace(/"(iat|exp|nbf)": \d+/g, '"$1": 1790000000')
    .replace(/\(\d+ characters\)/g, '(300 characters)')
    .replace(/"x":"[^"]+","y":"[^"]+"/g, '"x":"…","y":"…"');
}
