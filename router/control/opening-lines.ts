import type { Logger } from 'pino';
import type { Opening } from '../rollout/journal.ts';

/** What was found at opening the journal, where it is not the ordinary course. */
export function tellOpening(opening: Opening, log: Logger): void {
  if (opening.kind === 'begun') log.info('a new journal: nobody goes to Fastify until somebody says so');
  else if (opening.kind === 'damaged') log.warn(`the journal was damaged, everything is at 0 %: ${opening.reason}`);
  else if (opening.tornBytes > 0)
    log.warn(`the journal's last line was cut off; its ${opening.tornBytes} bytes are dropped`);
}
