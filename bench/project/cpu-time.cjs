// Preloaded into Jest's process: CPU time says more than wall time on a machine that does other things too.
const { writeFileSync } = require('node:fs');

const file = process.env.BENCH_CPU;
if (file) process.on('exit', () => writeFileSync(file, JSON.stringify(process.cpuUsage())));
