// Node strips types, but an enum is more than a type.
enum Level {
  Low = 'low',
}

console.error(Level.Low);
