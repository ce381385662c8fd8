import { printToken } from '../oauth/redact';
import type { ProbeExchange, ProbeRequest } from './exchange';

const LONGEST_BODY = 240;

/** A request as a command that replays it, once somebody puts the token in: its claims stand in its place. */
export function printCurl({ method, url, headers, body, tokens }: ProbeRequest): string {
  const parts = [
    'curl -i',
    ...(method === 'GET' || (method === 'POST' && body !== undefined) ? [] : [`-X ${method}`]),
    quoted(url.href),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data ${quoted(body)}`]),
  ];
  return hideTokens(parts.join(' '), tokens);
}

/** What came back: the status, the challenge, the beginning of the body. */
export function printReply({ request, reply }: ProbeExchange): string {
  const challenge = reply.headers.get('www-authenticate');
  // Hidden before it is cut: half a token is one still.
  const body = hideTokens(reply.body.replace(/\s+/g, ' ').trim(), request.tokens);
  const cut =
    body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY)}… (${body.length} characters)` : body;
  const said = [
    String(reply.status),
    ...(challenge === null ? [] : [`WWW-Authenticate: ${challenge}`]),
    ...(cut === '' ? [] : [cut]),
  ];
  return hideTokens(said.join('\n'), request.tokens);
}

/** Puts what a token says in the place of the token. */
export function hideTokens(text: string, tokens: readonly string[]): string {
  return tokens
    .filter(token => token !== '')
    .flatMap(token => [token, encodeURIComponent(token)].map(written => [written, token] as const))
    .reduce((hidden, [written, token]) => hidden.replaceAll(written, `<${printToken(token)}>`), text);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
