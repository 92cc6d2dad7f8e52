import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import proxyAddress from 'proxy-addr';
import { ProblemError } from '../../../contract/problems.ts';
import type { Answer } from '../../../servers/policy/answer.ts';
import type { AppOptions } from '../../../servers/policy/app-options.ts';
import { ClientGoneError } from '../../../servers/policy/body.ts';
import { normalizeAddress } from '../../../servers/policy/client-address.ts';
import { encode } from '../../../servers/policy/content-coding.ts';
import { createExchanges } from '../../../servers/policy/exchange.ts';
import { HTTP_LIMITS } from '../../../servers/policy/http-limits.ts';
import { refuseOutsideFrameworks } from '../../../servers/policy/http-server.ts';
import { logRequest } from '../../../servers/policy/log.ts';
import { toOriginForm } from '../../../servers/policy/target.ts';
import { answerError } from '../../../servers/policy/unexpected.ts';
import { createHeadWriter } from './head.ts';
import { createSteps } from './steps.ts';

/**
 * The contract's operations on node:http and nothing else: the same decisions, services, handlers, log line and bytes as on the two
 * frameworks, each step called directly and the head written once. What is left is the work itself, so this is the limit that a
 * framework can come near. The documentation's pages and preflights are left out: neither is measured.
 */
export function createRawServer(options: AppOptions): Server {
  const { contract, scopeOf, replayToken, log, production, trustedProxies } = options;
  const open = createExchanges({ operations: contract.operations, scopeOf, replayToken });
  const trusts = proxyAddress.compile([...trustedProxies]);
  const { answerTo } = createSteps(options);
  const writeHead = createHeadWriter(options);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = open(request, toOriginForm(request.url ?? '/'));
    exchange.clientAddress = normalizeAddress(proxyAddress(request, trusts));
    response.on('close', () => logRequest(options, exchange, response.statusCode, response.writableFinished));
    let answer: Answer;
    try {
      answer = await answerTo(request, exchange);
    } catch (error) {
      if (error instanceof ClientGoneError) return;
      const known = error instanceof ProblemError ? error.problem : undefined;
      answer = answerError(error, known, exchange, { log, production });
    }
    const { status, headers, body } = encode(answer, exchange);
    writeHead(response, status, headers);
    if (body === undefined || Buffer.isBuffer(body)) response.end(body);
    else await pipeline(Readable.from(body), response).catch(() => response.destroy());
  }

  const server = createServer({ ...HTTP_LIMITS, ServerResponse }, (request, response) => void serve(request, response));
  return refuseOutsideFrameworks(server, contract.operations);
}
