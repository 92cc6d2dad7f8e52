import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Launch } from '../process/child.ts';
import { findProgram, versionOf } from '../process/programs.ts';
import { haproxyConfiguration, nginxConfiguration, type WebServerPlan } from './web-servers.ts';

export interface LaunchContext {
  /** The two backends' URLs; a subject that knows one gets the first. */
  readonly backends: readonly [string, string];
  readonly directory: string;
}

/** What is measured: a way from the load generator to the backend. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  /** Of a router: the percentage of users that goes to the second backend. */
  readonly percentage?: number;
  /** Undefined for the way without anything between: the backend itself. */
  readonly launch: ((context: LaunchContext) => Launch | Promise<Launch>) | undefined;
}

const LOCKSTEP = fileURLToPath(new URL('../../lockstep.js', import.meta.url));
const CONTRACT = fileURLToPath(new URL('../../openapi.yaml', import.meta.url));
const PEER = fileURLToPath(new URL('peers/main.ts', import.meta.url));

/** In the order of their turns. */
export const SUBJECTS: readonly Subject[] = [
  direct(),
  peer('bare-undici', installed('undici')),
  router('router-0', 0),
  router('router-50', 50),
  router('router-100', 100),
  peer('@fastify/http-proxy'),
  peer('http-proxy-middleware'),
  peer('http-proxy-3'),
  peer('httpxy'),
  ...webServer('nginx', nginxConfiguration, (program, file) => [program, '-c', file]),
  ...webServer('haproxy', haproxyConfiguration, (program, file) => [program, '-f', file]),
];

/** Measured only where they are asked for by name: what a router's figure is made of. */
export const EXTRA_SUBJECTS: readonly Subject[] = [router('router-50-silent', 50, { LOG_LEVEL: 'silent' })];

/** Those that the comparison should have and this machine lacks. */
export const ABSENT: readonly string[] = ['nginx', 'haproxy'].filter((name) => findProgram(name) === undefined);

function direct(): Subject {
  return { name: 'direct', version: process.version, launch: undefined };
}

/** The real process, as `npm run start:router` runs it, its log at its default level. */
function router(name: string, percentage: number, more: Readonly<Record<string, string>> = {}): Subject {
  return {
    name,
    version: installed('..'),
    percentage,
    launch: ({ backends: [express, fastify], directory }) => ({
      command: [process.execPath, LOCKSTEP, 'router'],
      env: {
        EXPRESS_URL: express,
        FASTIFY_URL: fastify,
        FASTIFY_TRAFFIC_PERCENTAGE: String(percentage),
        ROUTER_REQUIRE_PROOF: 'false',
        ROUTER_PORT: '0',
        ROUTER_ADMIN_PORT: '0',
        ROUTER_CONTRACT: CONTRACT,
        // Its journal must not be the one of another router.
        DATA_DIR: join(directory, `${name}.data`),
        ...more,
      },
    }),
  };
}

function peer(name: string, version = installed(name)): Subject {
  return {
    name,
    version,
    launch: ({ backends: [backend] }) => ({ command: [process.execPath, PEER, name, backend] }),
  };
}

function webServer(
  name: string,
  configuration: (plan: WebServerPlan) => string,
  command: (program: string, file: string) => readonly string[],
): Subject[] {
  const program = findProgram(name);
  if (program === undefined) return [];
  const launch = async ({ backends: [backend], directory }: LaunchContext): Promise<Launch> => {
    const port = await freePort();
    const file = join(directory, `${name}.conf`);
    writeFileSync(file, configuration({ port, backend: new URL(backend).host, directory }));
    return { command: command(program, file), port };
  };
  return [{ name, version: versionOf(program), launch }];
}

function installed(name: string): string {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  // Every manifest that npm installs has a version.
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
