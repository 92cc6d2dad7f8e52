import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { UpstreamName } from '../decide.ts';
import {
  type ProxyChanges,
  type RawUpstream,
  type StartedProxy,
  startProxy,
  startRawUpstream,
  startUpstream,
  unusedUrl,
  Wire,
} from '../fixture.ts';

/** One line of the table: a rule that a proxy keeps, and the bytes that show it. */
export interface Row {
  /** 1 to 57, or the name of a published fault. */
  readonly number: number | string;
  readonly title: string;
  /** Where the rule stands. */
  readonly source: string;
  /** The fault that was planted in the router, or in what it is built on, to see this row fail. */
  readonly seenRed: string;
  /** Single exchanges, each on a connection and a router of its own. */
  readonly exchanges?: readonly Sent[];
  /** What takes more than one exchange. */
  readonly play?: (stage: Stage) => Promise<void>;
  /** Tests in other files that show the rule: `file: name of the test`. */
  readonly elsewhere?: readonly string[];
  /** Why there is nothing to show yet. */
  readonly todo?: string;
}

export interface Sent {
  readonly send: string;
  /** What the upstream answers with, byte for byte. */
  readonly answer?: string | ((request: string, socket: Socket) => string | undefined);
  /** What the client must get; all of them. */
  readonly comes: RegExp | readonly RegExp[];
  /** What the client must not get. */
  readonly never?: RegExp;
  /** What the upstream must get; `nothing` if no request may reach it. */
  readonly arrives?: RegExp | 'nothing';
  readonly arrivesNot?: RegExp;
  /** The connection ends by itself; all of it is waited for. */
  readonly closes?: true;
  readonly changes?: Partial<ProxyChanges>;
  /** Both servers are this one: what belongs to no operation goes to the baseline whatever the share is. */
  readonly anywhere?: true;
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** One row with one of the two servers behind the router. */
export class Stage {
  readonly test: TestContext;
  readonly side: UpstreamName;

  constructor(test: TestContext, side: UpstreamName) {
    this.test = test;
    this.side = side;
  }

  /** A server that writes the bytes it is told to. */
  hostile(answer: (request: string, socket: Socket) => string | undefined): Promise<RawUpstream> {
    return startRawUpstream(this.test, answer);
  }

  /** A server of node's own. */
  async real(listener: RequestListener): Promise<string> {
    return (await startUpstream(this.test, listener)).url;
  }

  /** A router that sends everything to this server; the other one is not there. */
  async router(url: string, changes: Partial<ProxyChanges> = {}): Promise<StartedProxy> {
    const nowhere = await unusedUrl();
    return startProxy(this.test, {
      express: this.side === 'express' ? url : nowhere,
      fastify: this.side === 'fastify' ? url : nowhere,
      percentage: this.side === 'express' ? 0 : 100,
      rollbackOnError: false,
      ...changes,
      limits: { ...changes.limits, client: { lingerMs: 50, ...changes.limits?.client } },
    });
  }

  client({ url }: { readonly url: string }): Promise<Wire> {
    return Wire.open(this.test, url);
  }
}

export async function perform(stage: Stage, sent: Sent): Promise<void> {
  const { send, answer = OK, comes, never, arrives, arrivesNot, closes, changes, anywhere } = sent;
  const upstream = await stage.hostile(typeof answer === 'string' ? () => answer : answer);
  const both = anywhere === true ? { express: upstream.url, fastify: upstream.url } : {};
  const wire = await stage.client(await stage.router(upstream.url, { ...changes, ...both }));
  wire.send(send);
  const wanted = comes instanceof RegExp ? [comes] : comes;
  if (closes === true) await wire.end();
  else await wire.until((text) => wanted.every((one) => one.test(text)));
  for (const one of wanted) assert.match(wire.text, one);
  if (never !== undefined) assert.doesNotMatch(wire.text, never);
  const received = upstream.requests.join('');
  if (arrives === 'nothing') assert.equal(received, '');
  else if (arrives !== undefined) assert.match(received, arrives);
  if (arrivesNot !== undefined) assert.doesNotMatch(received, arrivesNot);
}

export async function closed(socket: Socket | undefined): Promise<void> {
  if (socket !== undefined && !socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** Lets what is under way go on until this holds. */
export async function until(holds: () => boolean, withinMs = 10_000): Promise<void> {
  const late = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > late) throw new Error(`waited in vain for ${holds}`);
    await new Promise(setImmediate);
  }
}
