import { ServerNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { flawOfNotification } from '../../src/protocol/notifications';

/** What is wrong, or undefined: held against the SDK's own schema, which is the second way to know. */
const rows: [method: string, params: unknown, flaw: string | undefined][] = [
  ['notifications/message', { level: 'info', data: 'x' }, undefined],
  ['notifications/message', { level: 'info', data: null, logger: 'db' }, undefined],
  [
    'notifications/message',
    { level: 'warn', data: 'x' },
    'the level must be one of debug, info, notice, warning, error, critical, alert, emergency',
  ],
  ['notifications/message', { level: 'info', data: 'x', logger: 7 }, 'the logger must be a string'],
  ['notifications/progress', { progressToken: 1, progress: 0.5, total: 1, message: 'half' }, undefined],
  ['notifications/progress', { progressToken: 'a', progress: 1 }, undefined],
  ['notifications/progress', { progress: 1 }, 'the progressToken must be a string or an integer'],
  ['notifications/progress', { progressToken: 1 }, 'the progress must be a number'],
  ['notifications/progress', { progressToken: 1, progress: '50%' }, 'the progress must be a number'],
  ['notifications/progress', { progressToken: 1, progress: 1, total: '2' }, 'the total must be a number'],
  ['notifications/progress', { progressToken: 1, progress: 1, message: 2 }, 'the message must be a string'],
  ['notifications/resources/updated', { uri: 'a://b' }, undefined],
  ['notifications/resources/updated', {}, 'the uri must be a string'],
  ['notifications/resources/updated', undefined, 'the uri must be a string'],
  ['notifications/tools/list_changed', undefined, undefined],
  ['notifications/tools/list_changed', {}, undefined],
  ['notifications/tools/list_changed', 'tools', 'the params must be an object'],
  ['notifications/prompts/list_changed', [], 'the params must be an object'],
  ['notifications/cancelled', { requestId: 1, reason: 'late' }, undefined],
  [
    'notifications/cancelled',
    { requestId: {}, reason: 'late' },
    'the requestId must be a string or an integer',
  ],
  ['notifications/elicitation/complete', { elicitationId: 'e' }, undefined],
  ['notifications/elicitation/complete', { elicitationId: 1 }, 'the elicitationId must be a string'],
];

test.each(rows)('%s %j', (method, params, flaw) => {
  expect(flawOfNotification(method, params)).toBe(flaw);
  const { success } = ServerNotificationSchema.safeParse({ method, ...(params !== undefined && { params }) });
  expect(success).toBe(flaw === undefined);
});

test('a message without data is refused, which the SDK takes', () => {
  expect(flawOfNotification('notifications/message', { level: 'info' })).toBe('the data must be there');
});

test("a server's own notifications are spared", () => {
  expect(flawOfNotification('notifications/vendor/thing', { level: 'loud' })).toBeUndefined();
});
