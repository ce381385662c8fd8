// Both SDKs are optional peers, so either import may fail to resolve in a user's project, and is then
// `any`: each is kept only where it is not. Written as doc comments, because only those reach the .d.ts.

/** @ts-ignore An optional peer: not there is not an error. */
type ClientV1 = import('@modelcontextprotocol/sdk/client/index.js').Client;
/** @ts-ignore An optional peer: not there is not an error. */
type ClientV2 = import('@modelcontextprotocol/client').Client;

// In tuples: a type that failed to resolve makes a bare conditional type fail with it.
type IfKnown<T> = [unknown] extends [T] ? never : T;

/** The client class of whichever SDK is installed. With both installed it is the union of the two. */
export type SdkClient = IfKnown<ClientV1> | IfKnown<ClientV2>;
