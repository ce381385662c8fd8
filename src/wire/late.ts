/** Defines a property that is worked out when it is first read. */
export function defineLate<Subject extends object, Key extends keyof Subject>(
  subject: Subject,
  key: Key,
  find: () => Subject[Key],
): void {
  const define = (descriptor: PropertyDescriptor): void =>
    void Object.defineProperty(subject, key, { configurable: true, enumerable: true, ...descriptor });
  define({
    get: () => {
      const value = find();
      define({ value, writable: true });
      return value;
    },
  });
}
