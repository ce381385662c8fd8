import http, { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authServer } from '../probes/applications';
import { steady } from './applications';
import { failsBothWays, messageOf } from './support';

const as = authServer();
let upstream: Server;
let url: string;

beforeAll(async () => {
  upstream = createServer((_request, response) => void response.end('mail'));
  await new Promise<void>(resolve => upstream.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/mail`;
});
afterAll(() => new Promise(resolve => upstream.close(resolve)));

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function overNode(options: http.RequestOptions, body?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent: false, ...options }, response =>
      response.resume().on('end', resolve),
    );
    request.on('error', reject).end(body);
  });
}

const WAYS: readonly (readonly [name: string, ask: (token: string) => Promise<unknown>])[] = [
  ['in a header, by fetch', token => fetch(url, { headers: bearer(token) })],
  ['in the headers of a Request', token => fetch(new Request(url, { headers: bearer(token) }))],
  ['in the URL', token => fetch(`${url}?access_token=${token}`)],
  ['in a text', token => fetch(url, { method: 'POST', body: JSON.stringify({ token }) })],
  ['in a form', token => fetch(url, { method: 'POST', body: new URLSearchParams({ subject_token: token }) })],
  [
    'in multipart data',
    token => {
      const data = new FormData();
      data.set('token', token);
      return fetch(url, { method: 'POST', body: data });
    },
  ],
  ['in bytes', token => fetch(url, { method: 'POST', body: Buffer.from(token) })],
  ['in the body of a Request', token => fetch(new Request(url, { method: 'POST', body: token }))],
  ['in another header', token => fetch(url, { headers: { 'x-forwarded-token': token } })],
  [
    'as a password',
    token =>
      fetch(url, { headers: { authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` } }),
  ],
  ['in a header, by node:http', token => overNode({ headers: bearer(token) })],
  ['in a body, by node:http', token => overNode({ method: 'POST' }, `token=${token}`)],
  [
    'by http.get',
    token =>
      new Promise(
        resolve =>
          void http.get(url, { agent: false, headers: bearer(token) }, response =>
            response.resume().on('end', resolve),
          ),
      ),
  ],
];

it.each(WAYS)('sees the token %s', async (_, ask) => {
  const token = as.token();
  await expect(() => ask(token)).toPassTokenThrough(token);
  await messageOf(() => expect(() => ask(token)).not.toPassTokenThrough(token));
});

it.each(WAYS)('sees that it is another token %s', async (_, ask) => {
  await expect(() => ask('another-token-altogether')).not.toPassTokenThrough(as.token());
});

it('sees what was mocked', async () => {
  const before = globalThis.fetch;
  const mock = jest.fn(() => Promise.resolve(new Response('mail')));
  globalThis.fetch = mock as never;
  try {
    const token = as.token();
    await expect(() => fetch('https://api.example.com/mail', { headers: bearer(token) })).toPassTokenThrough(
      token,
    );
    expect(globalThis.fetch).toBe(mock);
    expect(mock).toHaveBeenCalledTimes(1);
  } finally {
    globalThis.fetch = before;
  }
});

it('says where the token went, and never what it is', async () => {
  const token = as.token();
  const message = await messageOf(() =>
    expect(async () => {
      await fetch(url);
      await fetch(`${url}?access_token=${token}`, { headers: bearer(token) });
    }).not.toPassTokenThrough(token),
  );
  expect(message).not.toContain(token);
  expect(steady(message, as).replaceAll(url, 'http://127.0.0.1:40999/mail')).toMatchSnapshot();
});

it('fails where the token was to be passed on, and was not', async () => {
  const message = await messageOf(() => expect(() => fetch(url)).toPassTokenThrough(as.token()));
  expect(steady(message, as).replaceAll(url, 'http://127.0.0.1:40999/mail')).toMatchSnapshot();
});

it('lets the issuer have it, and whoever the test allows', async () => {
  const token = as.token();
  const introspect = () =>
    fetch(as.introspectionUri, { method: 'POST', body: new URLSearchParams({ token }) });
  await expect(async () => {
    await introspect();
    await fetch(url);
  }).not.toPassTokenThrough(token);
  await expect(introspect).toPassTokenThrough(token, { allow: [] });
  const forward = () => fetch(url, { headers: bearer(token) });
  await failsBothWays(forward, it => it.toPassTokenThrough(token, { allow: [url] }));
});

it('decides nothing where nobody was asked: neither does the issuer count', async () => {
  const token = as.token();
  expect(
    steady(
      await failsBothWays(
        () => undefined,
        it => it.toPassTokenThrough(token),
      ),
      as,
    ),
  ).toMatchSnapshot();
  await failsBothWays(
    () => fetch(as.jwksUri),
    it => it.toPassTokenThrough(token),
  );
});

it('decides nothing after a function that threw, unless the token had gone on', async () => {
  const token = as.token();
  const fails = async (): Promise<never> => {
    await fetch(url);
    throw new RangeError('no mail');
  };
  expect(await failsBothWays(fails, it => it.toPassTokenThrough(token))).toContain(
    'The function threw before its end',
  );
  const leaks = async (): Promise<never> => {
    await fetch(url, { headers: bearer(token) });
    throw new RangeError('no mail');
  };
  await expect(leaks).toPassTokenThrough(token);
});

it('puts everything back', async () => {
  const before = [globalThis.fetch, http.request, http.get];
  await expect(() => fetch(url)).not.toPassTokenThrough(as.token());
  expect([globalThis.fetch, http.request, http.get]).toEqual(before);
});

it('refuses what cannot be watched, and what is no token', async () => {
  const token = as.token();
  for (const subject of [undefined, null, 'x', Promise.resolve(), {}, []])
    await failsBothWays(subject, it => it.toPassTokenThrough(token));
  for (const wrong of [undefined, null, '', 'short', 1])
    await failsBothWays(
      () => fetch(url),
      it => it.toPassTokenThrough(wrong as never),
    );
  for (const options of [null, 'x', { allowed: [] }, { allow: 'x' }, { allow: ['x'] }])
    await failsBothWays(
      () => fetch(url),
      it => it.toPassTokenThrough(token, options as never),
    );
  expect(await failsBothWays('x', it => it.toPassTokenThrough(token))).toMatchSnapshot();
});
