import { bearerChallenge, parseChallenges } from '../oauth/challenge';
import { isAnswer, type ProbeExchange } from './exchange';
import type { Finding, Level, Rule } from './report';
import { RULES } from './rules';

/** What a probe knows of itself. */
export interface ProbeCase {
  readonly probe: string;
  readonly rule: Rule;
  /** What was presented: "a token for another resource". */
  readonly what: string;
  /** Probes of one weakness: what is wrong with one is wrong with all. */
  readonly family: string;
  readonly cure: string;
  /** How much it weighs when it is let in. Default: `fail`. */
  readonly level?: Level;
  /** What refuses as well as 401. Default: nothing. */
  readonly tolerated?: readonly number[];
}

/** Judges an answer that must be a refusal. */
export function judgeRefusal(it: ProbeCase, exchange: ProbeExchange): Finding[] {
  const { reply } = exchange;
  const { status } = reply;
  if (status === 401 || it.tolerated?.includes(status) === true) return judgeHygiene(it, exchange);
  if (status >= 500) return [brokenBy(it, exchange)];
  const { probe, rule, family, what, cure, level = 'fail' } = it;
  if (status >= 200 && status < 300) {
    const isError = reply.messages.some(({ error }) => error !== undefined);
    return [
      {
        probe,
        rule,
        level,
        exchange,
        ...acceptedFor(family),
        message: isError
          ? `${what} was answered with ${status} and a JSON-RPC error: for HTTP that is not a refusal`
          : `${what} was accepted`,
        cure: isError ? 'Refuse before MCP is reached, with HTTP 401 and a challenge.' : cure,
      },
    ];
  }
  const past = wayPast(exchange);
  if (past !== undefined)
    return [{ probe, rule, level, exchange, ...acceptedFor(family), message: `${what} ${past}`, cure }];
  return [
    {
      probe,
      rule,
      level,
      exchange,
      cause: `answered ${status}`,
      message: `${what} was answered with ${status} rather than 401`,
      cure: curesOf(status),
    },
  ];
}

function acceptedFor(family: string): Pick<Finding, 'cause' | 'weakness'> {
  return { cause: `accepted: ${family}`, weakness: family };
}

/** How one can tell that a request came past the check all the same. */
function wayPast({ reply: { status, headers, messages } }: ProbeExchange): string | undefined {
  const header = headers.get('www-authenticate') ?? '';
  const error = bearerChallenge(parseChallenges(header))?.parameters.get('error');
  if (status === 403 && error === 'insufficient_scope')
    return 'was taken for a good one: only its scopes were missed (403)';
  if ((status === 400 || status === 404) && messages.some(isAnswer))
    return `came past the check: the MCP server itself answered it with ${status}`;
  return undefined;
}

function curesOf(status: number): string {
  if (status === 403)
    return 'Answer 401 where the token is missing or bad: 403 tells a client that another login would not help.';
  if (status >= 300 && status < 400)
    return 'Answer 401 with a challenge: an MCP client does not follow a redirect to a login page.';
  return 'Judge the token before anything else of the request, and answer 401 with a challenge.';
}

function brokenBy({ probe, what }: ProbeCase, exchange: ProbeExchange): Finding {
  const { status } = exchange.reply;
  return {
    probe,
    rule: RULES.errorHandling,
    level: 'fail',
    exchange,
    cause: `server error ${status}`,
    message: `${what} was answered with ${status}: the server broke, and the client is not told to log in`,
    cure:
      'A verifier that throws a plain Error is taken for broken. Let it throw what the SDK takes for a refusal:\n' +
      "  SDK v1:  throw new InvalidTokenError('…')\n" +
      "  SDK v2:  throw new OAuthError(OAuthErrorCode.InvalidToken, '…')",
  };
}

/** What is wrong with a refusal itself. */
function judgeHygiene({ probe }: ProbeCase, exchange: ProbeExchange): Finding[] {
  const { request, reply } = exchange;
  const header = reply.headers.get('www-authenticate');
  const found: Finding[] = [];
  const add = (rule: Rule, cause: string, message: string, cure: string, level: Level = 'fail'): void =>
    void found.push({ probe, rule, level, cause, message, exchange, cure });

  if (header === null) {
    if (reply.status === 401)
      add(RULES.challenge, 'no challenge', 'the 401 has no WWW-Authenticate header', NO_CHALLENGE);
  } else {
    const parsed = parseChallenges(header);
    if (parsed.malformed.length > 0)
      add(
        RULES.challengeGrammar,
        'malformed challenge',
        `the challenge is malformed: ${parsed.malformed.join('; ')}`,
        MALFORMED,
      );
    else if (reply.status === 401 && !bearerChallenge(parsed))
      add(
        RULES.challenge,
        'no Bearer challenge',
        'the 401 has no challenge of the scheme Bearer',
        NO_CHALLENGE,
      );
  }
  const said = `${header ?? ''}\n${reply.body}`;
  if (request.tokens.some(token => isRepeated(token, said)))
    add(
      RULES.noData,
      'token repeated',
      'the refusal repeats the token, for every log on its way',
      'Say what is wrong with the token, never what it is.',
    );
  if (
    reply.messages.some(({ result }) => result !== undefined) ||
    /"(?:tools|resources|prompts|serverInfo)"\s*:/.test(reply.body)
  )
    add(
      RULES.noData,
      'data in the refusal',
      'the refusal holds what only a good token should see',
      'End the request when it is refused: return after sending the 401.',
    );
  if (/^\s*at .+:\d+:\d+\)?$/m.test(reply.body.replace(/\\n|<br>/g, '\n').replace(/&nbsp;/g, ' ')))
    add(
      RULES.noData,
      'stack trace',
      'the refusal holds a stack trace',
      'Answer with the reason alone. Express writes the stack unless NODE_ENV is production: give it an error handler of your own.',
      // What the tests see may not be what production says.
      'warn',
    );
  if (
    reply.headers.get('mcp-session-id') !== null &&
    request.headers['mcp-session-id'] === undefined &&
    reply.status === 401
  )
    add(
      RULES.noData,
      'session for nobody',
      'the refusal opens a session',
      'Judge the token before the transport sees the request.',
    );
  return found;
}

const NO_CHALLENGE =
  'Answer 401 with: WWW-Authenticate: Bearer resource_metadata="<url of the metadata>". requireBearerAuth of the SDKs does.';
const MALFORMED =
  'Quotation marks inside error_description have to be escaped, or left out: SDK v1 writes the message of an InvalidTokenError as it is, and those of jose hold some.';

/** Whether text repeats a token that is worth hiding. */
function isRepeated(token: string, text: string): boolean {
  return token.length >= 16 && text.includes(token);
}

/** Judges an answer that must let through. */
export function judgeAcceptance(it: ProbeCase, exchange: ProbeExchange): Finding[] {
  const { reply } = exchange;
  if (reply.status < 300 && reply.messages.some(isAnswer)) return [];
  const { probe, rule, level = 'fail', what, cure } = it;
  return [
    { probe, rule, level, exchange, cause: probe, message: `${what} was refused with ${reply.status}`, cure },
  ];
}
