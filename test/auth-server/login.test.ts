import { after } from '../../src/clock';
import { authorizationUrl, authServer, claimsOf, PUBLIC, redeem } from './support';

const as = authServer({ clients: [PUBLIC], issuer: '/tenant1' });
const FORM = { username: 'alice', password: 'secret' };

/** A browser of a few lines: it keeps one cookie. */
class Browser {
  cookie = '';
  constructor(private readonly keepsCookies = true) {}

  async open(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(this.cookie !== '' && { cookie: this.cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined && this.keepsCookies) this.cookie = cookie.split(';')[0] ?? '';
    return response;
  }

  async submit(html: string, fields: Record<string, string>): Promise<Response> {
    const action = /<form method="post" action="([^"]+)">/.exec(html)?.[1] ?? '';
    const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    return this.open(action.replaceAll('&amp;', '&'), {
      method: 'POST',
      body: new URLSearchParams({ csrf, ...fields }),
    });
  }
}

function codeIn(response: Response): string {
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

describe('a form', () => {
  it('is a page for a person, and leads on when it is filled in rightly', async () => {
    as.nextLogin({ form: FORM, sub: 'bob' });
    const browser = new Browser();
    const page = await browser.open(authorizationUrl(as));
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.getSetCookie()[0]).toMatch(/; Path=\/tenant1; HttpOnly; SameSite=Lax$/);
    const html = await page.text();
    expect(html.replace(/(csrf|login)_[\w-]+/g, '$1_…').replace(as.issuer, 'http://127.0.0.1:40123/tenant1'))
      .toMatchInlineSnapshot(`
     <!doctype html>
     <html lang="en">
     <head><meta charset="utf-8"><title>Log in</title></head>
     <body>
     <h1>Log in</h1>
     <form method="post" action="http://127.0.0.1:40123/tenant1/login?id=login_…">
     <input type="hidden" name="csrf" value="csrf_…">
     <p><label>username <input name="username" type="text" value=""></label></p>
     <p><label>password <input name="password" type="password" value=""></label></p>
     <p><button type="submit">Log in</button></p>
     </form>
     </body>
     </html>

    `);
    const { body } = await redeem(as, codeIn(await browser.submit(html, FORM)));
    expect(claimsOf(String(body.access_token)).sub).toBe('bob');
  });

  it('comes again with what was typed and an error, when something is wrong', async () => {
    as.nextLogin({ form: FORM });
    const browser = new Browser();
    const html = await (await browser.open(authorizationUrl(as))).text();
    const again = await browser.submit(html, { username: '<alice>', password: 'wrong' });
    expect(again.status).toBe(200);
    const shown = await again.text();
    expect(shown).toContain('<p role="alert">Wrong: username, password</p>');
    expect(shown).toContain('value="&lt;alice&gt;"');
    expect(shown).not.toContain('wrong"');
    expect((await browser.submit(shown, FORM)).status).toBe(302);
  });

  it('needs its cookie and its hidden field, and is good once', async () => {
    as.nextLogin({ form: FORM });
    const browser = new Browser();
    const html = await (await browser.open(authorizationUrl(as))).text();
    expect((await new Browser().submit(html, FORM)).status).toBe(400);
    expect((await browser.submit(html, { ...FORM, csrf: 'guessed' })).status).toBe(400);
    expect((await browser.submit(html, FORM)).status).toBe(302);
    expect((await browser.submit(html, FORM)).status).toBe(400);
  });

  it('may be refused once it is filled in', async () => {
    as.nextLogin({ form: FORM, deny: true });
    const browser = new Browser();
    const html = await (await browser.open(authorizationUrl(as))).text();
    const location = (await browser.submit(html, FORM)).headers.get('location');
    expect(new URL(location ?? '').searchParams.get('error')).toBe('access_denied');
  });
});

describe('redirects', () => {
  async function walk(browser: Browser): Promise<{ hops: number; last: Response }> {
    let last = await browser.open(authorizationUrl(as));
    for (let hops = 0; ; hops++) {
      const location = last.headers.get('location') ?? '';
      if (!location.startsWith(as.issuer)) return { hops, last };
      last = await browser.open(location);
    }
  }

  it('stand between the request and the code, each with a cookie', async () => {
    as.nextLogin({ redirects: 3 });
    const { hops, last } = await walk(new Browser());
    expect(hops).toBe(3);
    expect(codeIn(last)).toMatch(/^code_/);
  });

  it('lead nowhere without the cookies', async () => {
    as.nextLogin({ redirects: 2 });
    const { last } = await walk(new Browser(false));
    expect([last.status, await last.json()]).toMatchObject([400, { error: 'invalid_request' }]);
  });

  it('may lead to a form, which cannot be sent before', async () => {
    as.nextLogin({ redirects: 2, form: FORM });
    const browser = new Browser();
    const first = await browser.open(authorizationUrl(as));
    const early = await browser.open(first.headers.get('location') ?? '', {
      method: 'POST',
      body: new URLSearchParams(FORM),
    });
    expect(early.status).toBe(400);
    const second = await browser.open(first.headers.get('location') ?? '');
    const page = await browser.open(second.headers.get('location') ?? '');
    expect(codeIn(await browser.submit(await page.text(), FORM))).toMatch(/^code_/);
  });
});

it('takes its time as the test says, on the real clock', async () => {
  jest.useFakeTimers();
  try {
    as.nextLogin({ after: 20 });
    let isEarly = true;
    after(10, () => (isEarly = false));
    await fetch(authorizationUrl(as), { redirect: 'manual' });
    expect(isEarly).toBe(false);
  } finally {
    jest.useRealTimers();
  }
});

it('refuses what nobody can do', () => {
  expect(() => as.nextLogin({ scope: 'x' } as never)).toThrowErrorMatchingInlineSnapshot(
    `as.nextLogin(): unknown option "scope". Known options: scopes, sub, form, deny, after, redirects.`,
  );
  expect(() => as.nextLogin({ form: { username: 1 } } as never)).toThrowErrorMatchingInlineSnapshot(
    `as.nextLogin(): the option form must be an object of input names and right values: { username: 'alice', password: 'secret' }, got an object with username.`,
  );
  expect(() => as.nextLogin(undefined as never)).toThrow('the login must be an object, got undefined');
});
