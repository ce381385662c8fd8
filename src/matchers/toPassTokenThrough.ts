import type { MatcherContext } from '../messages/matcher-context';
import { hideTokens } from '../probes/replay';
import { decodeJwt } from '../oauth/jwt';
import { cutSecret, keepSecret } from '../messages/secrets';
import { printToken } from '../oauth/redact';
import { placesOf, watchUpstream, type UpstreamRequest } from '../wire/http/upstream';
import { URL } from '../core';
import { printPlural, type Row } from '../messages';
import { isObject, isStrings, mistakeInOptions, mustBe, type OptionRules } from '../messages/options';
import { cutLines, cutText } from '../messages/cut';
import { describeThrown } from '../protocol/thrown';
import { foundInstead } from './engine/found';
import { settle, type End } from './engine/subject';
import { conclude, isAsymmetricUse, refuse, type Answer, type Call, type Verdict } from './engine/verdict';
import type { Mistake } from '../messages/parts';

const MOST_REQUESTS = 20;
const LONGEST_REQUEST = 1_000;

/** Options of `toPassTokenThrough()`. */
export interface PassTokenThroughOptions {
  /** Origins that may get the token: where it is introspected. Default: the issuer that the token names. */
  readonly allow?: readonly string[];
}

const RULES: OptionRules<PassTokenThroughOptions> = {
  allow: mustBe('an array of URLs', value => isStrings(value) && value.every(url => URL.canParse(url))),
};

/** Whether a server hands the token that it was given on to somebody else. */
export async function toPassTokenThrough(
  this: MatcherContext,
  received: unknown,
  token: string,
  options?: PassTokenThroughOptions,
): Promise<Verdict> {
  const call: Call = {
    matcher: 'toPassTokenThrough',
    args: options === undefined ? ['token'] : ['token', 'options'],
  };
  if (isAsymmetricUse(this))
    throw new Error('expect.toPassTokenThrough() cannot run anything inside another value.');
  const mistake = mistakeIn(received, token, options);
  if (mistake) return refuse(this, call, 'function', mistake);
  const watch = watchUpstream();
  let end: End;
  let requests: UpstreamRequest[];
  try {
    end = await settle(run(received as () => unknown));
    requests = await watch.requests();
  } finally {
    watch.stop();
  }
  keepSecret(token);
  const subject: Row[] = [{ label: 'Token', shown: { words: printToken(token) } }];
  const evidence = () => [
    ...('error' in end ? describeThrown(end.error, 'What the function threw') : []),
    ...(requests.length === 0
      ? []
      : [
          {
            title: `Requests to others (${requests.length})`,
            lines: cutLines(
              requests.map(request => lineOf(request, token)),
              MOST_REQUESTS,
            ),
          },
        ]),
  ];
  return conclude(
    this,
    call,
    { receiver: 'function', subject, evidence },
    judge(requests, end, token, options),
  );
}

/** A function that throws at once has run too. */
async function run(called: () => unknown): Promise<unknown> {
  return called();
}

function judge(
  requests: readonly UpstreamRequest[],
  end: End,
  token: string,
  options: PassTokenThroughOptions | undefined,
): Answer {
  const allowed = originsOf(token, options);
  const others = requests.filter(({ url }) => !allowed.includes(originOf(url)));
  const leaks = others.flatMap(request => {
    const places = placesOf(token, request);
    return places.length === 0 ? [] : [`${printRequest(request, token)}, ${places.join(' and ')}`];
  });
  if (leaks.length > 0)
    return {
      verdict: 'yes',
      actual: leaks,
      report: () => ({
        sentence: `The token that the server was given went on to somebody else, in ${printPlural(leaks.length, 'request')}.`,
        rows: [
          {
            label: 'Passed on',
            shown: { words: cutLines(leaks, MOST_REQUESTS).join('\n') },
            side: 'received',
          },
        ],
        notes: [
          'MCP 2025-11-25, basic/authorization › Access Token Privilege Restriction: The MCP server MUST NOT pass through the token it received from the MCP client.',
          'Ask the upstream authorization server for a token of its own: by client credentials, or by token exchange (RFC 8693).',
        ],
      }),
    };
  if ('error' in end)
    return {
      verdict: 'neither',
      report: () => ({
        sentence: 'The function threw before its end: what it would have asked of others is not known.',
      }),
    };
  if (others.length === 0)
    return { verdict: 'neither', report: () => ({ sentence: NOTHING_SEEN, notes: [WHY_NOTHING] }) };
  return {
    verdict: 'no',
    report: () => ({
      rows: [
        { label: 'Expected', shown: { words: 'the token to be passed on' }, side: 'expected' },
        {
          label: 'Received',
          shown: { words: `${printPlural(others.length, 'request')} without it` },
          side: 'received',
        },
      ],
    }),
  };
}

const NOTHING_SEEN =
  'While the function ran, no request was made: there was nothing that the token could have been passed on with.';
const WHY_NOTHING =
  'Does the server run in this process, and does the tool ask its upstream API with these arguments? Seen are fetch, node:http and node:https; not HTTP/2, and not the package undici.';

function originsOf(token: string, { allow }: PassTokenThroughOptions = {}): string[] {
  const issuer = decodeJwt(token)?.claims['iss'];
  const allowed = allow ?? (typeof issuer === 'string' ? [issuer] : []);
  return allowed.map(originOf);
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

function lineOf(request: UpstreamRequest, token: string): string {
  const places = placesOf(token, request);
  return `${printRequest(request, token)}${places.length > 0 ? `: the token, ${places.join(' and ')}` : ''}`;
}

function printRequest({ method, url }: UpstreamRequest, token: string): string {
  return cutText(hideTokens(`${method} ${url}`, [token]), LONGEST_REQUEST);
}

function mistakeIn(received: unknown, token: unknown, options: unknown): Mistake | undefined {
  if (typeof received !== 'function')
    return {
      side: 'received',
      must: 'be a function that calls the tool: what ran before was not watched',
      value: received,
      ...foundInstead(received),
      instead:
        "await expect(() => mcp.withToken(token).callTool('fetch_mail')).not.toPassTokenThrough(token)",
    };
  if (typeof token !== 'string' || token.length < 8)
    return {
      side: 'expected',
      name: 'token',
      must: 'be the token that the server is given, eight characters at least: a shorter one stands in many a request',
      value: typeof token === 'string' ? cutSecret(token) : token,
      instead: 'const token = as.token({ scopes: […] });',
    };
  if (options === undefined) return undefined;
  if (!isObject(options)) return { side: 'expected', name: 'options', must: 'be { allow }', value: options };
  return mistakeInOptions(options, RULES);
}
