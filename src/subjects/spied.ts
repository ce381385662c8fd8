/**
 * Whether a test has put a spy on something that a module exports: on an export, on a property of one, or on the
 * prototype of a class.
 */
export function isSpiedOn(exported: unknown): boolean {
  return propertiesOf(exported).some(
    value => isMock(value) || [...propertiesOf(value), ...propertiesOf(prototypeOf(value))].some(isMock),
  );
}

/** Values and accessors, none of them run: a getter belongs to another module, as a barrel's do. */
function propertiesOf(value: unknown): unknown[] {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return [];
  if (isMock(value)) return [];
  return Object.values(Object.getOwnPropertyDescriptors(value)).flatMap(({ value: own, get, set }) => [
    own as unknown,
    get,
    set,
  ]);
}

function prototypeOf(value: unknown): unknown {
  return typeof value === 'function' ? (value.prototype as unknown) : undefined;
}

function isMock(value: unknown): boolean {
  return typeof value === 'function' && (value as { _isMockFunction?: unknown })._isMockFunction === true;
}
