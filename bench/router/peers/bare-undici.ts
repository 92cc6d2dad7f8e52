import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';

/**
 * The floor of what a router on undici can cost: its dispatch behind node:http, and nothing that makes it a correct proxy. No field is
 * checked or rewritten but those that would break the framing.
 */
export function createBareUndici(backend: string): Server {
  const pool = new Pool(backend, { pipelining: 1 });
  return createServer((request, response) => {
    const { method = 'GET', url = '/', headers, rawHeaders } = request;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    const body = hasBody ? request : null;
    // node:http knows methods that undici's type does not name.
    pool.dispatch(
      { method: method as Dispatcher.HttpMethod, path: url, headers: endToEnd(rawHeaders), body },
      relay(request, response),
    );
  });
}

function relay(request: IncomingMessage, response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    // Undici refuses a handler without it.
    onRequestStart() {},
    onResponseStart(controller, status) {
      // HTTP/1 gives the raw head as buffers; the type also covers HTTP/2, which is off.
      const raw = ((controller.rawHeaders ?? []) as Buffer[]).map((part) => part.toString('latin1'));
      response.writeHead(status, endToEnd(raw));
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once('drain', () => controller.resume());
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError() {
      request.destroy();
    },
  };
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect']);

function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at], raw[at + 1]];
    if (!HOP_BY_HOP.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
