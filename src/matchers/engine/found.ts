import { JSON } from '../../core';
import { isOperation, isSession, type Asked } from '../../protocol/attempt';

/** `callTool "add"`: an operation, as the test wrote it. */
export function printAsked({ verb, name }: Asked): string {
  return name === undefined ? verb : `${verb} ${JSON.stringify(name)}`;
}

/** What was received instead, where Jest would print pages of the kit's own inside. */
export function foundInstead(value: unknown): { readonly found?: string } {
  if (isSession(value)) return { found: 'Received a session' };
  return isOperation(value) ? { found: `Received an operation: ${printAsked(value.asked)}` } : {};
}
