import express, { type RequestHandler } from 'express';
import { ProblemError } from '../../contract/problems.ts';
import { bodyTooLarge } from '../policy/body-too-large.ts';
import { parseJson } from '../policy/json.ts';
import { requireOperation } from '../policy/refusals.ts';
import type { Step } from './steps.ts';

/** Reads the body as bytes, up to the operation's size, and JSON as JSON. */
export function readBody(): Step {
  const readers = new Map<number, RequestHandler>();
  return (request, response, next) => {
    const { exchange } = response.locals;
    const { mediaType } = exchange;
    if (mediaType === undefined) return next();
    const operation = requireOperation(exchange.match, exchange.path);
    const { maxBodyBytes } = operation;
    // body-parser would read the whole body before it refuses it.
    if (Number(request.headers['content-length']) > maxBodyBytes) throw new ProblemError(bodyTooLarge(operation));
    const read = readers.get(maxBodyBytes) ?? express.raw({ type: () => true, limit: maxBodyBytes });
    readers.set(maxBodyBytes, read);
    read(request as Parameters<RequestHandler>[0], response as Parameters<RequestHandler>[1], (error?: unknown) => {
      if (error !== undefined) return next(error);
      try {
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        request.body = /\bjson$/.test(mediaType) ? parseJson(bytes) : bytes;
      } catch (refusal) {
        return next(refusal);
      }
      next();
    });
  };
}
