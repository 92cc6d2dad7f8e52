/**
 * Runs in a server's process before the server does (`node --import`), and plants what its own URL says: other sources, other
 * variables. Files stay as they are, and so does the build id that the server tells.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { planted } from './process-plant.ts';

const { server, env = {}, edits = [] } = planted(import.meta.url);

// The other server of a pair may be started with the same options.
if (process.argv[2] === server) {
  Object.assign(process.env, env);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const own = edits.filter(({ file }) => url === file);
      if (own.length === 0) return loaded;
      const source = own.reduce(
        (text, { from, to }) => {
          if (!text.includes(from)) throw new Error(`${url} has no "${from}" any more, in whose place a fault goes`);
          return text.replace(from, () => to);
        },
        readFileSync(new URL(url), 'utf8'),
      );
      return { ...loaded, source };
    },
  });
}
