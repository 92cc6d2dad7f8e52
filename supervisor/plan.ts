import { join } from 'node:path';
import type { ChildSpec } from './child.ts';
import type { SupervisorConfig } from './config.ts';

/**
 * The three processes: both servers, and once they listen the router, which is told where.
 * @param root the project's directory
 * @param environment what each of them inherits
 */
export function planOf(
  root: string,
  environment: NodeJS.ProcessEnv,
  elsewhere: SupervisorConfig['elsewhere'],
): readonly ChildSpec[] {
  const entry = join(root, 'lockstep.js');
  const lockstep = (name: string) => ({ name, command: process.execPath, args: [entry, name] });
  return [
    { ...lockstep('express'), env: (urls) => ({ ...environment, ...samePort('EXPRESS_PORT', urls.get('express')) }) },
    { ...lockstep('fastify'), env: (urls) => ({ ...environment, ...samePort('FASTIFY_PORT', urls.get('fastify')) }) },
    {
      ...lockstep('router'),
      after: ['express', 'fastify'],
      env: (urls) => ({
        ...environment,
        ...samePort('ROUTER_PORT', urls.get('router')),
        EXPRESS_URL: elsewhere.express ?? reachable(urls.get('express')),
        FASTIFY_URL: elsewhere.fastify ?? reachable(urls.get('fastify')),
      }),
    },
  ];
}

/** A process that died takes the port it had: were it 0 again, the others would look for it at the old one. */
function samePort(variable: string, url: string | undefined): NodeJS.ProcessEnv {
  return url === undefined ? {} : { [variable]: new URL(url).port || '80' };
}

/** A URL that a client can use: "every address" is for listening only. */
export function reachable(url: string): string;
export function reachable(url: string | undefined): string | undefined;
export function reachable(url: string | undefined): string | undefined {
  return url?.replace('//0.0.0.0', '//127.0.0.1').replace('//[::]', '//[::1]');
}
