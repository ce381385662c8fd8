const level: string = 'low';

console.error(level);
