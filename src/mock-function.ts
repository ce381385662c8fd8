/** Whether it is a mock function of the test runner: Jest's carry this mark, and so do those of Vitest. */
export function isMockFunction(value: unknown): boolean {
  return (value as { _isMockFunction?: unknown } | null | undefined)?._isMockFunction === true;
}
