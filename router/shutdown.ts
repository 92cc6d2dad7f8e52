import type { EventEmitter } from 'node:events';

/**
 * Settles with the reason when the process is asked to end: by SIGTERM, by SIGINT, or because the process that started it has
 * closed the channel between them.
 */
export function stopRequested(asked: EventEmitter): Promise<string> {
  return new Promise((resolve) => {
    asked.once('SIGTERM', () => resolve('SIGTERM'));
    asked.once('SIGINT', () => resolve('SIGINT'));
    asked.once('disconnect', () => resolve('its supervisor ended'));
  });
}
