import { RecordingFetch } from '../../wire/http/recording-fetch';
import { overNetwork } from '../../wire/http/network';
import { headersOf, openHttp } from './http-link';
import type { OpenedSubject, Opening } from '../shared/opening';

/**
 * A server that is running somewhere. The path of the URL is where it is asked; where that is `/`, it is found.
 *
 * @param own headers that belong to the URL, as a configuration file has them. Those of the options win.
 */
export function openRunning(
  url: URL,
  opening: Opening,
  own: Readonly<Record<string, string>> = {},
): OpenedSubject {
  const path = url.pathname === '/' && url.search === '' ? undefined : url.pathname + url.search;
  opening.isReachedOver('http', url.href);
  return openHttp(
    {
      door: new RecordingFetch(overNetwork),
      origin: url.origin,
      path,
      headers: headersOf(opening, own),
      identity: url,
      advice: to => `Say where it answers:\n  mcp.serve(new URL('${url.origin}${to}'));`,
    },
    opening,
  );
}
