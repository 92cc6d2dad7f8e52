/**
 * Runs in a server's process before the server does (`node --import`): writes down how node's HTTP server is set up in truth, whoever
 * set it, when it begins to listen; and shortens its timeouts, where it was asked to (`?divisor=60`), so that what they do can be seen.
 */
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { Server } from 'node:http';
import { join } from 'node:path';
import { HTTP_SETTINGS_FILE, httpSettingsOf, TIMEOUTS } from './http-settings.ts';

const divisor = Number(new URL(import.meta.url).searchParams.get('divisor') ?? '1');

subscribe('tracing:net.server.listen:asyncStart', (message) => {
  // The channel's message, as node documents it.
  const { server } = message as { readonly server: unknown };
  const { DATA_DIR } = process.env;
  if (!(server instanceof Server) || DATA_DIR === undefined) return;
  const settings = httpSettingsOf(server);
  writeFileSync(join(DATA_DIR, HTTP_SETTINGS_FILE), JSON.stringify(settings));
  for (const name of TIMEOUTS) {
    const value = settings[name];
    if (typeof value === 'number') Object.assign(server, { [name]: Math.round(value / divisor) });
  }
});
