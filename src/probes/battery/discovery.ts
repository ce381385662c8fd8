import { JSON } from '../../core';
import { bearerChallenge, parseChallenges } from '../../oauth/challenge';
import { isBelow, isSameResource, lookForMetadata, metadataOf, type Look } from '../metadata';
import type { ProbeContext } from '../positive-control';
import type { Probe } from '../probe';
import { type Finding, type Level, type Rule } from '../report';
import { RULES } from '../rules';
import { Undecided } from '../undecided';

type Add = (level: Level, rule: Rule, cause: string, message: string, cure?: string) => void;

/** How a client that was refused learns where to log in. */
export const discovery: readonly Probe[] = [
  {
    name: 'challenge',
    rule: RULES.challenge,
    run: async ({ anonymous }) => {
      const { reply } = anonymous;
      if (reply.status !== 401) throw new Undecided('not applicable', 'no 401 without a token: see no token');
      const challenge = bearerChallenge(parseChallenges(reply.headers.get('www-authenticate') ?? ''));
      // What is missing or malformed was found by every refusal.
      if (!challenge) return [];
      const { found, add } = collector('challenge', anonymous);
      const { parameters } = challenge;
      const scope = parameters.get('scope');
      if (scope === undefined)
        add(
          'note',
          RULES.challengeScope,
          'no scope in the challenge',
          'the challenge names no scope',
          'Name what has to be asked for: requireBearerAuth({ verifier, requiredScopes: […] }).',
        );
      else if (scope.split(' ').includes('offline_access'))
        add(
          'warn',
          RULES.offlineAccess,
          'offline_access',
          'the challenge asks for offline_access',
          NO_OFFLINE,
        );
      if (parameters.has('error'))
        add(
          'note',
          RULES.noError,
          'error without a token',
          `nothing was presented, and the challenge has error="${parameters.get('error') ?? ''}"`,
        );
      return found;
    },
  },
  {
    name: 'challenge of a bad token',
    rule: RULES.challengeError,
    run: async context => {
      const exchange = await context.ask(context.like({ token: 'not-a-token' }));
      const header = exchange.reply.headers.get('www-authenticate');
      const challenge = header === null ? undefined : bearerChallenge(parseChallenges(header));
      if (exchange.reply.status !== 401 || !challenge)
        throw new Undecided('not applicable', 'no 401 with a challenge for garbage: see garbage');
      const { found, add } = collector('challenge of a bad token', exchange);
      const error = challenge.parameters.get('error');
      if (error !== 'invalid_token')
        add(
          'warn',
          RULES.challengeError,
          'no invalid_token',
          error === undefined
            ? 'the challenge of a bad token has no error'
            : `the challenge of a bad token has error="${error}"`,
          'Say error="invalid_token": a client that has a refresh token uses it then.',
        );
      return found;
    },
  },
  {
    name: 'metadata',
    rule: RULES.metadata,
    run: async context => {
      const looks = await lookForMetadata(
        context.application,
        context.anonymous.reply.headers.get('www-authenticate'),
      );
      return judgeMetadata(context, looks);
    },
  },
];

const NO_OFFLINE = 'Leave it out: it is between the client and the authorization server.';

function judgeMetadata(context: ProbeContext, looks: readonly Look[]): Finding[] {
  const metadata = metadataOf(looks);
  if (!metadata) {
    const { found, add } = collector('metadata', looks[0]?.exchange);
    const where = looks.map(({ exchange, why }) => `${exchange.request.url.href} ${why ?? ''}`).join('; ');
    add(
      'fail',
      RULES.metadata,
      'no metadata',
      `there are no metadata of the protected resource: ${where}`,
      'Serve them without a token: app.use(mcpAuthMetadataRouter({ … })), or oauthMetadataResponse(request, { … }) of SDK v2.',
    );
    return found;
  }
  const { found, add } = collector('metadata', metadata.exchange);
  const { document } = metadata;
  const named = looks.find(({ place }) => place === 'challenge');
  if (named && !named.document)
    add(
      'fail',
      RULES.metadata,
      'challenge names no metadata',
      `the challenge names metadata at ${named.exchange.request.url.href}, which ${named.why ?? ''}`,
      'Serve the metadata where resource_metadata says that they are, without a token.',
    );
  judgeResource(context, document['resource'], add);
  judgeServers(context, document['authorization_servers'], add);
  const scopes = document['scopes_supported'];
  if (Array.isArray(scopes) && scopes.includes('offline_access'))
    add('warn', RULES.offlineAccess, 'offline_access', 'scopes_supported holds offline_access', NO_OFFLINE);
  return found;
}

function judgeResource({ application, options, supply }: ProbeContext, resource: unknown, add: Add): void {
  const issued = supply.issuer?.resource;
  const right =
    options.resource === undefined
      ? [application.url.href, ...(issued === undefined ? [] : [issued])]
      : [options.resource];
  if (typeof resource === 'string' && right.some(url => isSameResource(url, resource))) return;
  const cure = `Serve resource: ${JSON.stringify(right[0])}, or tell the test what the application is called: { resource: '…' }.`;
  const message = `resource is ${JSON.stringify(resource)} rather than ${right.map(url => JSON.stringify(url)).join(' or ')}`;
  const isParent = typeof resource === 'string' && right.some(url => isBelow(url, resource));
  add(isParent ? 'warn' : 'fail', RULES.metadataResource, 'wrong resource', message, cure);
}

function judgeServers({ supply }: ProbeContext, servers: unknown, add: Add): void {
  if (!Array.isArray(servers) || servers.length === 0 || !servers.every(url => typeof url === 'string')) {
    add(
      'fail',
      RULES.authorizationServers,
      'no authorization server',
      'authorization_servers names none',
      'Name the issuer there: authorization_servers: [issuer].',
    );
    return;
  }
  const { issuer } = supply;
  if (issuer && !servers.some(url => isSameResource(url, issuer.issuer)))
    add(
      'warn',
      RULES.authorizationServers,
      'another authorization server',
      `authorization_servers is ${JSON.stringify(servers)}, and the good token is from ${issuer.issuer}`,
      'Configure both from one issuer, so that a client logs in where its token is accepted.',
    );
}

function collector(probe: string, exchange: Finding['exchange']): { found: Finding[]; add: Add } {
  const found: Finding[] = [];
  const add: Add = (level, rule, cause, message, cure) =>
    void found.push({ probe, level, rule, cause, message, exchange, cure });
  return { found, add };
}
