import { JSON, URL, URLSearchParams } from '../core';
import { mediaType } from '../wire/http/answer';
import { CookieJar } from './cookies';
import { LoginMistake } from './failure';
import type { Answers, Submission } from './fill';
import { type ReadPage, readPage } from './page';
import { printUrl } from './printed';
import type { LoginPurpose, Trace } from './trace';
import type { LoginFetch } from './login-fetch';

/** One request of the walk. */
export interface Visit {
  readonly purpose: LoginPurpose;
  readonly url: URL;
  readonly method: string;
  readonly body?: URLSearchParams | FormData | undefined;
  /** The page whose form was sent. */
  readonly from?: URL | undefined;
}

/** What a person's browser does in a login: follows redirects, keeps cookies, sends forms. It runs no JavaScript. */
export class Browser {
  readonly #jar = new CookieJar();
  /** What was written into which page, in this walk. */
  readonly #sent = new Set<string>();

  constructor(
    private readonly way: LoginFetch,
    private readonly trace: Trace,
    private readonly answers: Answers,
    private readonly redirectUri: string,
    private readonly maxRedirects: number,
  ) {}

  /**
   * Walks from the authorization request to the redirect URI, which is not requested.
   *
   * @returns the parameters of the authorization response
   * @throws when the walk leads somewhere else
   */
  async walk(url: URL): Promise<URLSearchParams> {
    this.#sent.clear();
    let visit: Visit = { purpose: 'authorization', url, method: 'GET' };
    for (let hops = 0; hops < this.maxRedirects; hops++) {
      const next: Visit | URLSearchParams = await this.#visit(visit);
      if (next instanceof URLSearchParams) return next;
      visit = next;
      const response = this.#responseAt(visit);
      if (response) return response;
    }
    throw this.#endless(visit);
  }

  async #visit(visit: Visit): Promise<Visit> {
    const { url, method, body } = visit;
    const cookie = this.#jar.header(visit);
    const headers = {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      ...(cookie !== undefined && { cookie }),
    };
    const response = await this.way.ask(visit.purpose, url, {
      method,
      headers,
      ...(body !== undefined && { body }),
    });
    this.#jar.store(url, response.headers.getSetCookie());
    if (response.status >= 300 && response.status < 400) return redirected(visit, response);
    const type = mediaType(response.headers);
    if (!response.ok) throw this.#refused(visit);
    if (type !== 'text/html' && type !== 'application/xhtml+xml')
      throw new LoginMistake(
        `${method} ${printUrl(url)} answered ${response.status} ${type || 'without a type'}, where a login goes on by a redirect or a page.`,
        'Is that the authorization endpoint? The metadata of the authorization server name it.',
      );
    const page = readPage(await response.text(), url);
    if (page.refresh !== undefined && page.forms.length === 0 && URL.canParse(page.refresh, page.base.href))
      return { purpose: 'redirect', url: new URL(page.refresh, page.base), method: 'GET', from: url };
    const submission = await this.answers.fill(page);
    this.#assertNew(page, submission);
    return submitted(submission, url);
  }

  /** A page that comes back after it was filled in has refused what was written. */
  #assertNew(page: ReadPage, { entries }: Submission): void {
    const hidden = page.forms.flatMap(({ fields }) => fields).filter(({ type }) => type === 'hidden');
    const written = entries.filter(([name]) => !hidden.some(field => field.name === name));
    const key = JSON.stringify([page.url.pathname, written]);
    if (!this.#sent.has(key)) {
      this.#sent.add(key);
      return;
    }
    throw new LoginMistake(
      `the page at ${page.url.origin}${page.url.pathname} came back after it was filled in${page.text === '' ? '' : `, and says ${JSON.stringify(page.text.slice(0, 160))}`}.`,
      'Look at what the option form answers. A page that asks for something else each time is answered by a function:\n  await mcp.login({ form: page => ({ … }) });',
    );
  }

  /** The authorization response, once the walk leads to the redirect URI. */
  #responseAt({ url, body }: Visit): URLSearchParams | undefined {
    const own = new URL(this.redirectUri);
    if (url.origin !== own.origin || url.pathname !== own.pathname) return undefined;
    return body instanceof URLSearchParams ? body : url.searchParams;
  }

  #refused({ method, url, purpose }: Visit): LoginMistake {
    const step = this.trace.last();
    const what =
      purpose === 'authorization' ? 'the authorization request was refused' : 'the login broke off';
    return new LoginMistake(
      `${what}: ${method} ${printUrl(url)} answered ${step ? this.trace.answerOf(step) : 'with an error'}.`,
      undefined,
      step?.error?.code,
    );
  }

  #endless({ url }: Visit): LoginMistake {
    const walked = this.trace.steps.filter(({ purpose }) =>
      ['authorization', 'redirect', 'form'].includes(purpose),
    );
    const visits = walked.filter(
      step => step.url.origin === url.origin && step.url.pathname === url.pathname,
    ).length;
    const loop = visits > 1 ? `, and led to ${url.origin}${url.pathname} ${visits + 1} times: a loop` : '';
    return new LoginMistake(
      `the login took ${this.maxRedirects} requests without arriving at the redirect URI${loop}.`,
      visits > 1
        ? 'A page that sends back to itself does not know again whom it has seen: look at its cookies (Secure without https, a path, SameSite), or at a field that it refuses.'
        : 'Give it more, if it needs them:\n  await mcp.login({ maxRedirects: 40 });',
    );
  }
}

/** 307 and 308 repeat the request, every other redirect asks with GET. */
function redirected({ method, body, from, url }: Visit, { status, headers }: Response): Visit {
  const location = headers.get('location');
  if (location === null || !URL.canParse(location, url.href))
    throw new LoginMistake(
      `${method} ${printUrl(url)} answered ${status} ${location === null ? 'without a Location header' : `with the Location ${JSON.stringify(location)}, which is not a URL`}.`,
    );
  const isRepeated = status === 307 || status === 308;
  return {
    purpose: 'redirect',
    url: new URL(location, url),
    method: isRepeated ? method : 'GET',
    body: isRepeated ? body : undefined,
    from,
  };
}

/** The request that sends a form. */
export function submitted({ url, method, entries, encoding }: Submission, from: URL): Visit {
  const pairs = entries.map(([name, value]): [string, string] => [asLines(name), asLines(value)]);
  if (method !== 'POST') {
    const target = new URL(url);
    target.search = String(new URLSearchParams(pairs));
    return { purpose: 'form', url: target, method: 'GET', from };
  }
  const body = encoding === 'multipart/form-data' ? new FormData() : new URLSearchParams();
  for (const [name, value] of pairs) body.append(name, value);
  return { purpose: 'form', url, method: 'POST', body, from };
}

/** A form sends each end of a line as two characters. */
function asLines(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n');
}
