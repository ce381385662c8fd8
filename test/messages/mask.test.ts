import { maskTokens } from '../../src/messages/mask';

const jwt = `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.${'x'.repeat(86)}`;

it('leaves the beginning of a token alone', () => {
  expect(maskTokens(`{"error":"bad token ${jwt}"}`)).toBe(
    `{"error":"bad token eyJhbG… (a token of ${jwt.length} characters)"}`,
  );
  expect(maskTokens(jwt.slice(0, jwt.lastIndexOf('.') + 1))).not.toContain('eyJzdWIi');
});

it('masks what is known to be secret', () => {
  expect(maskTokens('unknown token opaque-token-1', 'opaque-token-1')).toBe(
    'unknown token op… (a token of 14 characters)',
  );
});

it('leaves other words as they are', () => {
  expect(maskTokens('eyJ is how a token begins', 'eyJ')).toBe('eyJ is how a token begins');
});
