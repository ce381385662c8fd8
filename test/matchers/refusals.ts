import type { Outcome } from '../../src/protocol/outcome';

/** How an operation ends that HTTP refused. */
export const unauthorized: Outcome = {
  kind: 'unauthorized',
  message: 'POST /mcp answered 401 with the challenge: Bearer error="invalid_token".',
  refusal: { status: 401, challenge: 'Bearer error="invalid_token"' },
};

/** The same for somebody who lacks two scopes. */
export const forbidden: Outcome = {
  kind: 'forbidden',
  message:
    'POST /mcp answered 403 with the challenge: Bearer error="insufficient_scope", scope="notes:write notes:purge".',
  refusal: { status: 403, challenge: 'Bearer error="insufficient_scope", scope="notes:write notes:purge"' },
};

/** The same, without a word on which. */
export const forbiddenWithoutScope: Outcome = {
  kind: 'forbidden',
  message: 'POST /mcp answered 403 with the challenge: Bearer error="insufficient_scope".',
  refusal: { status: 403, challenge: 'Bearer error="insufficient_scope"' },
};
