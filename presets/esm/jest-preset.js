const preset = require('../../jest-preset.js');

// Jest runs ES modules only in a Node that was started with this flag. Worker processes are started after this file
// is read, and this limit makes Jest use them even for a single test file. With --runInBand there are none:
// build/native-esm.js then says what to do.
const flag = '--experimental-vm-modules';
const options = process.env.NODE_OPTIONS ?? '';
if (!options.includes(flag)) process.env.NODE_OPTIONS = `${options} ${flag}`.trim();

module.exports = {
  ...preset,
  setupFiles: [require.resolve('../../build/native-esm.js')],
  extensionsToTreatAsEsm: ['.ts', '.tsx', '.mts', '.jsx'],
  workerIdleMemoryLimit: '64GB',
};
