import type { MatcherContext } from '../messages/matcher-context';
import { bearerChallenge, parseChallenges } from '../oauth/challenge';
import { legacy, modern } from '../probes/era-requests';
import { ask, type ProbeExchange } from '../probes/exchange';
import { printExchange } from '../probes/print';
import { isSameResource, lookForMetadata, metadataOf, type Look } from '../probes/metadata';
import type { Application } from '../oauth/shapes';
import { JSON, URL } from '../core';
import type { ServedApplication } from '../protocol/attempt';
import type { Row } from '../messages';
import { mistakeInOptions, mustBe, oneOf, type OptionRules } from '../messages/options';
import { withApplication } from './engine/application';
import { equalsDeeply } from './engine/deep';
import { assertAwaited } from './engine/subject';
import { isAsymmetric, isPlain, isRegExp } from './engine/values';
import { conclude, refuse, type Answer, type Call, type Verdict } from './engine/verdict';
import type { Mistake } from '../messages/parts';

/** What an application must say of its authorization. */
export interface Advertisement {
  /** The canonical URL of the application. Default: that of the `auth` it is served with, else where it is asked. */
  readonly resource?: unknown;
  /** The issuers of the authorization servers, in any order. Default: any, one at least. */
  readonly authorizationServers?: unknown;
  /** The `scopes_supported`, in any order. Default: any, none among them. */
  readonly scopes?: unknown;
  /** The scopes that the challenge asks for, in any order. Default: any, none among them. */
  readonly challengeScopes?: unknown;
  /** `either`: the challenge or the well-known URL is enough, as the specification has it. Default: `both`. */
  readonly discovery?: 'both' | 'either';
}

const VALUE = mustBe(
  'a string, a pattern, an array or an asymmetric matcher',
  value => typeof value === 'string' || Array.isArray(value) || isRegExp(value) || isAsymmetric(value),
);

const RULES: OptionRules<Advertisement> = {
  resource: VALUE,
  authorizationServers: VALUE,
  scopes: VALUE,
  challengeScopes: VALUE,
  discovery: oneOf('both', 'either'),
};

/** Whether an application tells a client that was refused where to log in. */
export async function toAdvertiseAuthorization(
  this: MatcherContext,
  received: unknown,
  ...rest: [expected?: Advertisement]
): Promise<Verdict> {
  const [expected = {}] = rest;
  const call: Call = {
    matcher: 'toAdvertiseAuthorization',
    args: rest.length > 0 ? ['expected'] : [],
    expected: rest[0],
  };
  assertAwaited(this, received, call);
  const mistake = rest.length > 0 ? mistakeIn(rest[0]) : undefined;
  if (mistake) return refuse(this, call, 'application', mistake);
  return withApplication(this, call, received, async application => {
    const found = await look(application);
    const subject: Row[] = [
      { label: 'Application', shown: { words: `${application.url.href} (${application.place})` } },
    ];
    const answer = judge(this, application, found, expected);
    return conclude(this, call, { receiver: 'application', subject }, answer);
  });
}

/** What a client without a token gets to see. */
interface Found {
  readonly refusal: ProbeExchange;
  readonly looks: readonly Look[];
}

async function look(application: Application): Promise<Found> {
  const [first, second] = [legacy, modern].map(dialect => dialect.request(application.url, dialect.first));
  let refusal = await ask(application, first!);
  if (refusal.reply.status !== 401) {
    const other = await ask(application, second!);
    if (other.reply.status === 401) refusal = other;
  }
  const challenge = refusal.reply.status === 401 ? refusal.reply.headers.get('www-authenticate') : null;
  return { refusal, looks: await lookForMetadata(application, challenge) };
}

/** One thing that is not as it should be. */
interface Flaw {
  readonly message: string;
  readonly expected?: unknown;
  readonly received?: unknown;
}

function judge(
  context: MatcherContext,
  application: ServedApplication,
  found: Found,
  expected: Advertisement,
): Answer {
  const { refusal, looks } = found;
  if (refusal.reply.status >= 500 || refusal.reply.status === 429)
    return {
      verdict: 'neither',
      report: () => ({
        sentence: `Asked without a token, the application answered with ${refusal.reply.status}.`,
        notes: [printExchange(refusal)],
      }),
    };
  const flaws = [
    ...flawsInDiscovery(found, expected.discovery ?? 'both'),
    ...flawsInDocument(context, application, looks, expected),
    ...flawsInChallenge(context, refusal, expected),
  ];
  return {
    verdict: flaws.length === 0 ? 'yes' : 'no',
    actual: metadataOf(looks)?.document,
    report: () => ({
      rows: flaws.length === 0 ? rowsOf(looks) : flaws.flatMap(rowsOfFlaw),
      notes: [
        printExchange(refusal),
        looks.map(describeLook).join('\n'),
        ...(metadataOf(looks) ? adviceOnResource(application, looks, expected) : [SERVE_METADATA]),
      ],
    }),
  };
}

const SERVE_METADATA =
  'To serve them, without a token:\n' +
  '  SDK v1, Express:  app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl }))\n' +
  '  SDK v2:           oauthMetadataResponse(request, { oauthMetadata, resourceServerUrl }) ?? …';

function flawsInDiscovery({ refusal, looks }: Found, discovery: 'both' | 'either'): Flaw[] {
  const flaws: Flaw[] = [];
  const named = looks.find(({ place }) => place === 'challenge');
  const atWellKnown = looks.some(({ document, exchange }) => document && isWellKnown(exchange));
  const { status, headers } = refusal.reply;
  const header = headers.get('www-authenticate');
  const challenge = header === null ? undefined : bearerChallenge(parseChallenges(header));
  const malformed = header === null ? [] : parseChallenges(header).malformed;
  if (malformed.length > 0) flaws.push({ message: `The challenge is malformed: ${malformed.join('; ')}` });
  if (named && !named.document)
    flaws.push({
      message: `The challenge names ${named.exchange.request.url.href}, which ${named.why ?? ''}`,
    });
  if (!metadataOf(looks)) return [...flaws, { message: 'There are no metadata of the protected resource' }];
  if (discovery === 'either') return flaws;
  if (status !== 401)
    flaws.push({ message: `Asked without a token, it answered with ${status} rather than 401` });
  else if (!challenge) flaws.push({ message: 'The 401 has no Bearer challenge' });
  else if (!challenge.parameters.has('resource_metadata'))
    flaws.push({ message: 'The challenge of the 401 has no resource_metadata' });
  if (!atWellKnown) flaws.push({ message: 'There are no metadata at a well-known URL' });
  return flaws;
}

function isWellKnown({ request }: ProbeExchange): boolean {
  return request.url.pathname.startsWith('/.well-known/oauth-protected-resource');
}

/** What the application is called: by its own URL, or that which its tokens are for, where it is tested under another. */
function canonicalUrl({ url, auth }: ServedApplication): string {
  return auth?.server?.resource ?? url.href;
}

/** What to write where it is tested at a port of its own, and speaks of its public URL. */
function adviceOnResource(
  application: ServedApplication,
  looks: readonly Look[],
  expected: Advertisement,
): string[] {
  const resource = metadataOf(looks)?.document?.['resource'];
  if (expected.resource !== undefined || typeof resource !== 'string' || !URL.canParse(resource)) return [];
  const [named, asked] = [new URL(resource), new URL(canonicalUrl(application))];
  if (named.origin === asked.origin || named.pathname !== asked.pathname) return [];
  return [`If that is its public URL: toAdvertiseAuthorization({ resource: ${JSON.stringify(resource)} })`];
}

function flawsInDocument(
  context: MatcherContext,
  application: ServedApplication,
  looks: readonly Look[],
  expected: Advertisement,
): Flaw[] {
  const document = metadataOf(looks)?.document;
  if (!document) return [];
  const { resource, authorization_servers: servers, scopes_supported: scopes } = document;
  const wanted = expected.resource ?? canonicalUrl(application);
  const isRight =
    typeof wanted === 'string' && typeof resource === 'string'
      ? isSameResource(wanted, resource)
      : equalsDeeply(context, resource, wanted);
  return [
    ...(isRight ? [] : [{ message: 'resource', expected: wanted, received: resource }]),
    ...(Array.isArray(servers) && servers.length > 0
      ? compare(context, 'authorization_servers', expected.authorizationServers, servers)
      : [{ message: 'authorization_servers names none', received: servers }]),
    ...compare(context, 'scopes_supported', expected.scopes, scopes),
    ...looks
      .filter(({ document: other }) => other && !equalsDeeply(context, other, document))
      .map(({ exchange }) => ({
        message: `The metadata at ${exchange.request.url.href} are others than those that come first`,
      })),
  ];
}

function flawsInChallenge(
  context: MatcherContext,
  { reply }: ProbeExchange,
  expected: Advertisement,
): Flaw[] {
  const header = reply.headers.get('www-authenticate') ?? '';
  const scope = bearerChallenge(parseChallenges(header))?.parameters.get('scope');
  return compare(context, 'scope of the challenge', expected.challengeScopes, scope?.split(' '));
}

/** Lists are sets here. */
function compare(context: MatcherContext, message: string, expected: unknown, received: unknown): Flaw[] {
  if (expected === undefined) return [];
  const sorted = (value: unknown): unknown =>
    Array.isArray(value) && value.every(item => typeof item === 'string') ? [...value].sort() : value;
  if (equalsDeeply(context, sorted(received), sorted(expected))) return [];
  return [{ message, expected, received }];
}

function rowsOfFlaw({ message, ...flaw }: Flaw): Row[] {
  if (!('expected' in flaw)) return [{ label: 'Wrong', shown: { words: message }, side: 'received' }];
  return [
    { label: `Expected ${message}`, shown: { value: flaw.expected }, side: 'expected' },
    { label: `Received ${message}`, shown: { value: flaw.received }, side: 'received' },
  ];
}

/** What is there, for who expected nothing. */
function rowsOf(looks: readonly Look[]): Row[] {
  const document = metadataOf(looks)?.document ?? {};
  return [
    { label: 'Expected', shown: { words: 'to advertise its authorization' }, side: 'expected' },
    { label: 'Received', shown: { value: document }, side: 'received' },
  ];
}

function describeLook({ place, exchange, why }: Look): string {
  const where = place === 'challenge' ? 'named in the challenge' : `the ${place}`;
  return `GET ${exchange.request.url.href} (${where}): ${why ?? 'answered 200 with the metadata'}`;
}

function mistakeIn(expected: unknown): Mistake | undefined {
  const instead = 'await expect(app).toAdvertiseAuthorization({ authorizationServers: [as.issuer] });';
  const mistake = (must: string): Mistake => ({
    side: 'expected',
    name: 'expected',
    must,
    value: expected,
    instead,
  });
  if (!isPlain(expected) || isAsymmetric(expected)) return mistake('be an object');
  const wrong = mistakeInOptions(expected, RULES, 'expected');
  if (wrong) return { ...wrong, instead };
  const empty = Object.entries(expected).find(([name, value]) => name !== 'discovery' && value === undefined);
  return empty && mistake(`hold something to compare with as ${empty[0]}, or leave it out`);
}
