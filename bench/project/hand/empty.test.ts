import { defineMany } from '../src/many.js';

// What Jest alone takes and keeps for each test.
defineMany(async () => {
  expect('3').toBe('3');
});
