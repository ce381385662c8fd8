import { JSON } from '../core';
import { hideSecrets } from '../messages/secrets';
import { printUrl } from './printed';

/** What a request of a login is for. */
export type LoginPurpose =
  | 'challenge'
  | 'resource metadata'
  | 'authorization server metadata'
  | 'client metadata document'
  | 'registration'
  | 'authorization'
  | 'redirect'
  | 'form'
  | 'token'
  | 'refresh'
  | 'revocation'
  | 'other';

/** One HTTP request of a login, and what came back. */
export interface TracedRequest {
  readonly purpose: LoginPurpose;
  readonly method: string;
  /** With the values of secret parameters cut: codes, challenges, tokens, secrets, state. */
  readonly url: string;
  /** Absent where no answer came. */
  readonly status?: number;
  /** Where a redirect leads, cut likewise. */
  readonly location?: string;
}

/** A request as the kit itself sees it. */
export interface Step {
  readonly purpose: LoginPurpose;
  readonly method: string;
  readonly url: URL;
  status?: number;
  location?: URL;
  /** What a refusal said, at most its beginning. */
  text?: string;
  /** The metadata that were got. */
  json?: Readonly<Record<string, unknown>>;
  /** What an `error` of OAuth says. */
  error?: { readonly code: string; readonly description: string | undefined };
  /** Why there is no answer. */
  failure?: unknown;
}

/** Everything that was asked for the sake of one login, the oldest first. */
export class Trace {
  readonly steps: Step[] = [];

  begin(purpose: LoginPurpose, method: string, url: URL): Step {
    const step: Step = { purpose, method, url };
    this.steps.push(step);
    return step;
  }

  /** The last request of that purpose, or of our own: the metadata document is asked for by the authorization server. */
  last(purpose?: LoginPurpose): Step | undefined {
    return this.steps.findLast(step =>
      purpose === undefined ? step.purpose !== 'client metadata document' : step.purpose === purpose,
    );
  }

  /** For a test. */
  get requests(): readonly TracedRequest[] {
    return this.steps.map(({ purpose, method, url, status, location }) => ({
      purpose,
      method,
      url: printUrl(url),
      ...(status !== undefined && { status }),
      ...(location && { location: printUrl(location) }),
    }));
  }

  /** For a message: a line for each request, numbered. */
  print(): string {
    const count = this.steps.length;
    const width = String(count).length;
    const lines = this.steps.map((step, index) => {
      const { purpose, method, url, location } = step;
      const target = location ? `, to ${printUrl(location)}` : '';
      return `  ${String(index + 1).padStart(width)}. ${purpose}: ${method} ${printUrl(url)} → ${this.answerOf(step)}${target}`;
    });
    return [`Login, ${count} ${count === 1 ? 'request' : 'requests'}:`, ...lines].join('\n');
  }

  /** What came back: the status, and what OAuth or the body say of it. */
  answerOf({ status, error, text, failure }: Step): string {
    if (status === undefined) return failure === undefined ? 'no answer' : hideSecrets(reasonOf(failure));
    if (error)
      return hideSecrets(
        `${status} ${error.code}${error.description ? ` ${JSON.stringify(error.description)}` : ''}`,
      );
    // Before it is cut: half a secret is one still.
    const said = hideSecrets(text?.replace(/\s+/g, ' ').trim() ?? '');
    return said === ''
      ? String(status)
      : `${status} ${JSON.stringify(said.length > 160 ? `${said.slice(0, 160)}…` : said)}`;
  }
}

/** `fetch` says "fetch failed", and why in the causes. */
export function reasonOf(error: unknown): string {
  const { cause, code, message } = (error ?? {}) as { cause?: unknown; code?: unknown; message?: unknown };
  if (typeof code === 'string')
    return `${code}${typeof message === 'string' && message !== '' ? `: ${message}` : ''}`;
  if (cause !== undefined && cause !== null) return reasonOf(cause);
  return typeof message === 'string' ? message : String(error);
}
