import type { RecordingFetch } from '../../wire/http/recording-fetch';
import type { SdkServer } from '../../sdk/packages';
import type { Endpoint } from './endpoint';
import type { HandlerObserver } from '../shared/opening';

/** What is reached over HTTP. */
export interface HttpSubject {
  readonly door: RecordingFetch;
  /** What paths are relative to: `http://127.0.0.1:4711`. */
  readonly origin: string;
  /** Where it answers as MCP. Default: found. */
  readonly path?: string | undefined;
  /** Which of the two HTTP transports it speaks. Default: found. */
  readonly kind?: Endpoint['kind'];
  /** Of the application, or of what builds it: where it answers is found once for all tests of the file. */
  readonly identity: object;
  /** Sent with each request. */
  readonly headers: Readonly<Record<string, string>>;
  /** What to write, so that it is asked at `path`. */
  readonly advice: (path: string) => string;
  readonly server?: SdkServer | undefined;
  readonly observer?: HandlerObserver | undefined;
}
