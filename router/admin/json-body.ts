import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError, problem } from '../../contract/problems.ts';
import { type JsonNode, readJson } from '../../parity/json-tree.ts';
import { invalid } from './refusals.ts';

/**
 * Takes bodies as JSON in UTF-8 (RFC 8259, 8.1) only. What two readers could take for two different things changes nothing: another charset,
 * a content coding, bytes that are no UTF-8, a key that stands twice in its object.
 */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    requireEncoding(request.headers['content-type'] ?? '', request.headers['content-encoding'] ?? 'identity');
    return parseOnce(body);
  });
}

/** @throws {ProblemError} 415 */
function requireEncoding(mediaType: string, coding: string): void {
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(mediaType)?.[1] ?? 'utf-8';
  if (charset.toLowerCase() !== 'utf-8') throw unsupported(`A body must be in UTF-8, not in ${charset.slice(0, 40)}.`);
  if (coding.toLowerCase() !== 'identity') {
    throw unsupported('A body must be sent as it is, without Content-Encoding.');
  }
}

/** @throws {ProblemError} 400 */
function parseOnce(body: Buffer): unknown {
  const text = textOf(body);
  const tree = text === undefined ? undefined : readJson(text);
  if (text === undefined || tree === undefined)
    throw new ProblemError(problem('malformed_json', 'The body is not JSON.'));
  const twice = repeatedKeys(tree, '/body');
  if (twice.length > 0)
    throw invalid(twice.slice(0, MAX_NAMED).map((pointer) => ({ pointer, detail: 'stands there twice' })));
  return JSON.parse(text);
}

const MAX_NAMED = 5;

function textOf(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

function repeatedKeys({ members, items }: JsonNode, place: string): string[] {
  const keys = members.map(([key]) => key);
  const here = keys.filter((key, index) => keys.indexOf(key) < index).map((key) => `${place}/${key.slice(0, 50)}`);
  const below = [...members, ...items.map((item, index) => [String(index), item] as const)];
  return [...here, ...below.flatMap(([key, node]) => repeatedKeys(node, `${place}/${key.slice(0, 50)}`))];
}

function unsupported(detail: string): ProblemError {
  return new ProblemError(problem('unsupported_media_type', detail, { headers: { accept: 'application/json' } }));
}
