import type { MatcherContext } from '../messages/matcher-context';
import { redactField, redactFields } from '../oauth/redact';
import { pathsOf } from '../auth-server/endpoints';
import type { AuthServer, SeenRequest } from '../oauth/shapes';
import { JSON } from '../core';
import { printCount, printPlural } from '../messages';
import { sortByLikeness } from '../messages/likeness';
import { cutText } from '../messages/cut';
import { mistakeInOptional } from './engine/arguments';
import { alignForDiff, firstDifferences, hasShape } from './engine/deep';
import { asksForNothing, findFlaw } from './engine/flaws';
import { foundInstead } from './engine/found';
import { isAsymmetric, isPlain, isRecord } from './engine/values';
import { conclude, refuse, type Answer, type Call, type Verdict } from './engine/verdict';
import type { Mistake } from '../messages/parts';

/** Whether the authorization server was asked this. */
export function toHaveSeen(
  this: MatcherContext,
  received: unknown,
  request: string,
  ...rest: [fields?: unknown]
): Verdict {
  const [fields] = rest;
  const hasFields = rest.length > 0;
  const call: Call = {
    matcher: 'toHaveSeen',
    args: hasFields ? ['request', 'fields'] : ['request'],
    expected: hasFields ? redactExpected(fields) : request,
  };
  const mistake =
    mistakeInSubject(received) ??
    mistakeInRequest(request) ??
    (hasFields ? mistakeInFields(fields) : undefined);
  if (mistake) return refuse(this, call, isAuthServer(received) ? RECEIVER : 'received', mistake);
  const wanted = { ...readRequest(received as AuthServer, request), request, fields, hasFields };
  return conclude(this, call, { receiver: RECEIVER }, judge(this, received as AuthServer, wanted));
}

const RECEIVER = 'authServer';

interface Wanted {
  readonly request: string;
  readonly method: string;
  /** Below the origin. */
  readonly path: string;
  /** Whether the authorization server answers there at all. */
  readonly isKnown: boolean;
  readonly fields: unknown;
  readonly hasFields: boolean;
}

function isAuthServer(value: unknown): value is AuthServer {
  return isRecord(value) && Array.isArray(value['seen']) && typeof value['lieInMetadata'] === 'function';
}

function mistakeInSubject(received: unknown): Mistake | undefined {
  if (isAuthServer(received)) return undefined;
  return {
    side: 'received',
    must: 'be an authServer()',
    value: received,
    ...foundInstead(received),
    instead: "Write: const as = authServer(); … expect(as).toHaveSeen('POST /token')",
  };
}

const REQUEST = /^([A-Z]+) (\/[^\s?#]*)$/;

function mistakeInRequest(request: unknown): Mistake | undefined {
  if (typeof request === 'string' && REQUEST.test(request)) return undefined;
  const must = "be a method and a path without a query, such as 'POST /token'";
  return { side: 'expected', name: 'request', must, value: request };
}

function mistakeInFields(fields: unknown): Mistake | undefined {
  const mistake = (must: string): Mistake => ({ side: 'expected', name: 'fields', must, value: fields });
  if (fields === undefined) return mistakeInOptional([fields], 'fields');
  if (isAsymmetric(fields)) {
    if (asksForNothing(fields))
      return mistake('ask for something: this asymmetric matcher accepts whatever there is');
  } else if (!isPlain(fields)) return mistake('be an object of fields, or an asymmetric matcher');
  else if (Object.keys(fields).length === 0)
    return mistake('have at least one key: an empty object leaves nothing to compare');
  const flaw = findFlaw(fields, 'shape');
  return flaw && mistake(`be comparable: ${flaw.message}${flaw.path === '' ? '' : ` (at ${flaw.path})`}`);
}

function readRequest(server: AuthServer, request: string): Pick<Wanted, 'method' | 'path' | 'isKnown'> {
  const [, method = '', path = ''] = REQUEST.exec(request) ?? [];
  const found = pathsOf(server.issuer).get(path);
  return { method, path: found ?? path, isKnown: found !== undefined };
}

function judge(context: MatcherContext, server: AuthServer, wanted: Wanted): Answer {
  const { hasFields, fields } = wanted;
  const alike = server.seen.filter(({ method, path }) => method === wanted.method && path === wanted.path);
  const found = hasFields ? alike.filter(seen => hasShape(context, seen.fields, fields)) : alike;
  if (found.length > 0) return seenIt(wanted, found);
  if (!wanted.isKnown && alike.length === 0) return cannotBe(server, wanted);
  const [nearest] = nearestFirst(context, alike, wanted);
  return nearest && hasFields
    ? seenOtherwise(context, server, wanted, nearest)
    : notSeen(context, server, wanted);
}

function seenIt({ request, hasFields, fields }: Wanted, found: readonly SeenRequest[]): Answer {
  const times = found.length === 1 ? 'once' : `${printCount(found.length)} times`;
  const expected = hasFields ? [{ label: 'With fields', shown: { value: redactExpected(fields) } }] : [];
  return {
    verdict: 'yes',
    actual: found.map(printSeen),
    report: () => ({
      rows: [
        {
          label: 'Expected',
          shown: { words: request },
          underNot: { words: `no ${request}` },
          side: 'expected',
        },
        ...expected,
        { label: 'Received', shown: { words: `it, ${times}` }, side: 'received' },
      ],
      notes: [`What it was asked:${listing(found)}`],
    }),
  };
}

/** Nothing can be asked where nothing is, so `.not` would pass on a misspelt path. */
function cannotBe(server: AuthServer, { request, path }: Wanted): Answer {
  const names = [...pathsOf(server.issuer).keys()];
  return {
    verdict: 'neither',
    actual: server.seen.map(printSeen),
    report: () => ({
      sentence: `The authorization server has nothing at ${path}, and was not asked for it.`,
      rows: [{ label: 'Expected', shown: { words: request }, side: 'expected' }],
      offer: { what: 'endpoints', wanted: path, names },
    }),
  };
}

function notSeen(context: MatcherContext, server: AuthServer, wanted: Wanted): Answer {
  const { length } = server.seen;
  const words =
    length === 0 ? 'no request at all since the test began' : printPlural(length, 'other request');
  return {
    verdict: 'no',
    actual: server.seen.map(printSeen),
    report: () => ({
      rows: [
        { label: 'Expected', shown: { words: wanted.request }, side: 'expected' },
        { label: 'Received', shown: { words }, side: 'received' },
      ],
      notes:
        length === 0
          ? []
          : [`What it was asked, the nearest first:${listing(nearestFirst(context, server.seen, wanted))}`],
    }),
  };
}

function seenOtherwise(
  context: MatcherContext,
  server: AuthServer,
  wanted: Wanted,
  nearest: SeenRequest,
): Answer {
  const { fields } = wanted;
  const others = nearestFirst(context, server.seen, wanted).filter(seen => seen !== nearest);
  const aligned = alignForDiff(context, nearest.fields, fields, true);
  return {
    verdict: 'no',
    actual: redactFields(nearest.fields),
    report: () => ({
      sentence: `It was asked ${wanted.request}, but not with these fields. The nearest of what it was asked:`,
      comparison: {
        expected: redactExpected(aligned.expected),
        received: redactExpected(aligned.received),
        of: ' fields',
      },
      notes: [
        ...(isPlain(fields)
          ? [`Differs at: ${firstDifferences(context, nearest.fields, fields).join(', ')}`]
          : []),
        ...(others.length > 0 ? [`What else it was asked:${listing(others)}`] : []),
      ],
    }),
  };
}

/** What was expected may hold secrets too: a refresh token that the test has kept. */
function redactExpected(fields: unknown): unknown {
  return isPlain(fields) && !isAsymmetric(fields) ? redactFields(fields) : fields;
}

/** The same request first, by how little it differs; then those whose names are alike. */
function nearestFirst(context: MatcherContext, seen: readonly SeenRequest[], wanted: Wanted): SeenRequest[] {
  const name = ({ method, path }: SeenRequest): string => `${method} ${path}`;
  const names = sortByLikeness(`${wanted.method} ${wanted.path}`, [...new Set(seen.map(name))]);
  const differences = (one: SeenRequest): number =>
    isPlain(wanted.fields) ? firstDifferences(context, one.fields, wanted.fields).length : 0;
  return [...seen].sort(
    (one, other) =>
      names.indexOf(name(one)) - names.indexOf(name(other)) || differences(one) - differences(other),
  );
}

const MOST_REQUESTS = 8;
const LONGEST_FIELD = 80;

function listing(requests: readonly SeenRequest[]): string {
  const shown = requests.slice(0, MOST_REQUESTS).map(printSeen);
  const rest = requests.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… and ${printCount(rest)} more`] : [])]
    .map(line => `\n  ${line}`)
    .join('');
}

/** `POST /token → 400  grant_type="authorization_code", code=code_Xy… (37 characters)` */
function printSeen({ method, path, fields, status }: SeenRequest): string {
  const shown = Object.entries(fields).map(([name, value]) => `${name}=${printField(name, value)}`);
  const answer = status === 0 ? 'no answer yet' : status;
  return `${method} ${path} → ${answer}${shown.length > 0 ? `  ${shown.join(', ')}` : ''}`;
}

/** A secret that was cut is no text of its own: it stands without quotes. */
function printField(name: string, value: unknown): string {
  const shown = redactField(name, value);
  return cutText(typeof shown === 'string' && shown !== value ? shown : JSON.stringify(shown), LONGEST_FIELD);
}
