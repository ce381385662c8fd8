type Params = Readonly<Record<string, unknown>>;

/** One field of a notification's `params`: what it must be, and whether a value is that. */
interface Field {
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
  readonly isOptional?: true;
}

const text: Field = { must: 'a string', holds: value => typeof value === 'string' };
const number: Field = { must: 'a number', holds: value => typeof value === 'number' };
const token: Field = {
  must: 'a string or an integer',
  holds: value => typeof value === 'string' || Number.isInteger(value),
};
const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
const level: Field = {
  must: `one of ${LEVELS.join(', ')}`,
  holds: value => LEVELS.includes(value as string),
};
const anything: Field = { must: 'there', holds: value => value !== undefined };
const optional = (field: Field): Field => ({ ...field, isOptional: true });

/**
 * What MCP prescribes of the notifications that a server sends, in all revisions. A notification of a server's own is
 * not among them: clients ignore what they do not know.
 *
 * @see specification 2025-11-25, schema › the types whose names end in Notification
 */
const NOTIFICATIONS: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  'notifications/progress': {
    progressToken: token,
    progress: number,
    total: optional(number),
    message: optional(text),
  },
  'notifications/message': { level, data: anything, logger: optional(text) },
  'notifications/resources/updated': { uri: text },
  'notifications/cancelled': { requestId: optional(token), reason: optional(text) },
  'notifications/elicitation/complete': { elicitationId: text },
};

/** What is wrong with the shape of a notification: `the level must be one of …`. Undefined where nothing is. */
export function flawOfNotification(method: string, params: unknown): string | undefined {
  if (params !== undefined && (typeof params !== 'object' || params === null || Array.isArray(params)))
    return 'the params must be an object';
  for (const [name, { must, holds, isOptional }] of Object.entries(NOTIFICATIONS[method] ?? {})) {
    const value = (params as Params | undefined)?.[name];
    if (value === undefined && isOptional) continue;
    if (!holds(value)) return `the ${name} must be ${must}`;
  }
  return undefined;
}
