export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of one value a round, with the lowest and the highest of them. */
export function spread(values) {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}

/** How two sides relate, round by round: what slowed down both in one round is divided out. */
export function ratio(numerators, denominators) {
  return spread(numerators.map((value, round) => value / denominators[round]));
}
