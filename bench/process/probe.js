// @ts-check
// Loaded into each process of a subject before its own code (`--import`), the same into every one. It answers, on a socket of its own,
// what can only be known from inside: the delay of the event loop, the heap after a collection, CPU time to the microsecond.
// Plain JavaScript: a TypeScript file would load the compiler, whose memory the subject would be charged with.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

const RESOLUTION_MS = 10;
const directory = process.env.BENCH_PROBES;

if (isMainThread && directory !== undefined) listen(join(directory, `${process.pid}.sock`));

/** @param {string} path */
function listen(path) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // Nothing here keeps the process alive.
  const server = createServer((socket) => {
    socket.unref();
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    // One word at a time, and an answer to each.
    socket.on('data', (word) => {
      if (String(word) === 'collect') collect();
      const { user, system } = process.cpuUsage();
      const delayMs = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
      delay.reset();
      const heapUsedBytes = process.memoryUsage().heapUsed;
      socket.write(
        `${JSON.stringify({ cpuMicroseconds: user + system, eventLoopDelayP99Ms: delayMs, heapUsedBytes })}\n`,
      );
    });
  });
  server.listen(path).unref();
}

/** @type {undefined | (() => void)} */
let gc;

function collect() {
  if (gc === undefined) {
    setFlagsFromString('--expose-gc');
    gc = runInNewContext('gc');
  }
  gc?.();
}
