/** What the supervisor tells a person. Pure: events in, text out. */
import type { SupervisorConfig } from './config.ts';
import { reachable } from './plan.ts';
import type { SupervisorEvent } from './supervise.ts';
import type { Exit, Mode, Verdict } from './verdict.ts';

const TITLES: Readonly<Record<string, string>> = { express: 'Express', fastify: 'Fastify', router: 'Router' };

/** The text for an event, `undefined` for one that nobody needs to read. */
export function describe(event: SupervisorEvent, mode: Mode, config: SupervisorConfig): string | undefined {
  switch (event.kind) {
    case 'started':
      return undefined;
    case 'all-listen':
      return banner(event, mode, config);
    case 'listens-again':
      return `${title(event.name)} listens again at ${reachable(event.url)}`;
    case 'died':
      return `${title(event.name)} ${ending(event.exit)}; ${consequence(event.verdict)}`;
    case 'restarting':
      return 'restarting all';
    case 'stopping':
      return 'stopping';
    case 'killed':
      return `${title(event.name)} did not end in time and was killed`;
  }
}

type AllListen = Extract<SupervisorEvent, { kind: 'all-listen' }>;

function banner({ urls, words }: AllListen, mode: Mode, config: SupervisorConfig): string {
  const rows = [...urls].map(([name, url]) => [title(name), reachable(url)]);
  const express = urls.get('express');
  if (express !== undefined) rows.push(['Docs', `${reachable(express)}/docs`]);
  const { elsewhere } = config;
  if (elsewhere.express !== undefined) rows.push(['Express of the router', `${elsewhere.express} (EXPRESS_URL)`]);
  if (elsewhere.fastify !== undefined) rows.push(['Fastify of the router', `${elsewhere.fastify} (FASTIFY_URL)`]);
  const split = words.get('router');
  if (split !== undefined) rows.push(['Split', split]);
  const width = Math.max(...rows.map(([label = '']) => label.length));
  const lines = rows.map(([label = '', text]) => `  ${label.padEnd(width)}  ${text}`);
  return [mode === 'dev' ? 'running, and watching for changes' : 'running', ...lines].join('\n');
}

function title(name: string): string {
  return TITLES[name] ?? name;
}

function ending(exit: Exit): string {
  switch (exit.kind) {
    case 'code':
      return `ended with code ${exit.code}`;
    case 'signal':
      return `was ended by ${exit.signal}`;
    case 'not-started':
      return `could not be started (${exit.reason})`;
  }
}

function consequence(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'restart':
      return `starting it again in ${verdict.delayMs} ms`;
    case 'await-change':
      return 'waiting for the next change';
    case 'give-up':
      return 'it cannot start, so neither do the others';
  }
}
