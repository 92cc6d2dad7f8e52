import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Launch } from '../process/child.ts';
import type { SubjectName } from '../report.ts';

export interface LaunchContext {
  /** URLs of the servers that a router stands in front of. */
  readonly urls: Readonly<Record<'express' | 'fastify', string>>;
  readonly directory: string;
  /** The database and secrets that all servers share, as in production. */
  readonly dataDir: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** What bare applications answer. */
  readonly answersFile: string;
}

const ROOT = join(import.meta.dirname, '..', '..');
const LOCKSTEP = join(ROOT, 'lockstep.js');
const RAW = fileURLToPath(new URL('raw/main.ts', import.meta.url));
const BARE = fileURLToPath(new URL('bare/main.ts', import.meta.url));

/** Servers whose requests are counted as the router's, too: `behind` a routed subject. */
export const BEHIND: Readonly<Record<SubjectName, readonly ('express' | 'fastify')[]>> = {
  express: [],
  fastify: [],
  raw: [],
  'bare-express': [],
  'bare-fastify': [],
  'router-0': ['express', 'fastify'],
  'router-50': ['express', 'fastify'],
  'router-100': ['express', 'fastify'],
};

const ROUTER_PERCENTAGES: Readonly<Partial<Record<SubjectName, number>>> = {
  'router-0': 0,
  'router-50': 50,
  'router-100': 100,
};

/** How a subject is started: as in production, its log at the default level, only the ceilings of the limits lifted. */
export function launchOf(name: SubjectName, context: LaunchContext): Launch {
  const { directory, dataDir, secrets, urls, answersFile } = context;
  const env = { ...COMMON, ...secrets };
  const server = { ...env, EXPRESS_PORT: '0', FASTIFY_PORT: '0', RATE_LIMIT: 'off', DATA_DIR: dataDir };
  const percentage = ROUTER_PERCENTAGES[name];
  if (percentage !== undefined) {
    return {
      command: [process.execPath, LOCKSTEP, 'router'],
      env: {
        ...env,
        EXPRESS_URL: urls.express,
        FASTIFY_URL: urls.fastify,
        FASTIFY_TRAFFIC_PERCENTAGE: String(percentage),
        ROUTER_REQUIRE_PROOF: 'false',
        ROUTER_PORT: '0',
        ROUTER_ADMIN_PORT: '0',
        ROUTER_CONTRACT: join(ROOT, 'openapi.yaml'),
        // Its journal must not be the one of another router.
        DATA_DIR: join(directory, `${name}.data`),
      },
    };
  }
  if (name === 'raw') return { command: [process.execPath, RAW], env: server };
  if (name === 'bare-express' || name === 'bare-fastify') {
    return { command: [process.execPath, BARE, name.slice('bare-'.length), answersFile], env };
  }
  return { command: [process.execPath, LOCKSTEP, name], env: server };
}

/** Where `lockstep.js` keeps compiled code; for all alike, else only some subjects would hold a TypeScript compiler in memory. */
const COMMON = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'lockstep') };
