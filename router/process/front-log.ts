import type { Logger } from 'pino';
import type { FrontEvent } from './front-event.ts';
import type { Exit } from './worker-process.ts';

/** One line for each event that is not the ordinary course: workers say themselves when they listen and when they stop. */
export function createFrontLog(logger: Logger): (event: FrontEvent) => void {
  return (event) => {
    switch (event.kind) {
      case 'serving':
        return;
      case 'cannot-start':
        if (!hasSaidWhy(event.exit)) logger.fatal(`the worker ended ${inWords(event.exit)} before it listened`);
        return;
      case 'died':
        logger.error(
          { pid: event.pid },
          `the worker ended ${inWords(event.exit)}; the next one ${inTime(event.delayMs)}`,
        );
        return;
      case 'not-replaced':
        logger.error(
          { pid: event.pid },
          `not restarted: the new worker ended ${inWords(event.exit)}; the old one serves on`,
        );
        return;
      case 'restart-refused':
        logger.warn(`not restarted: ${event.reason}`);
        return;
      case 'killed':
        logger.error({ pid: event.pid }, `the worker was killed, because ${event.reason}`);
    }
  };
}

/** A process of ours, or Node, that ends with 1 has written the reason to standard error. */
function hasSaidWhy(exit: Exit): boolean {
  return 'code' in exit && exit.code === 1;
}

function inWords(exit: Exit): string {
  return 'code' in exit ? `with exit code ${exit.code}` : `by ${exit.signal}`;
}

function inTime(delayMs: number): string {
  return delayMs === 0 ? 'starts at once' : `starts in ${delayMs} ms`;
}
