import type { Contract } from '../../contract/document.ts';
import { deriveOperations, type OpenApiDocument } from '../../contract/operations.ts';

/**
 * A small contract with what ours lacks: path and query parameters, an API key, 204, ranges of statuses, `default`, bytes, members of one
 * direction only. */
export function fixtureContract(): Contract {
  return { document: DOCUMENT, operations: deriveOperations(DOCUMENT), digest: 'sha256:fixture' };
}

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const note = { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: 'n1' };

const DOCUMENT: OpenApiDocument = {
  openapi: '3.0.3',
  info: { title: 'Notes', version: '1' },
  paths: {
    '/notes': {
      get: {
        operationId: 'listNotes',
        parameters: [
          { name: 'limit', in: 'query', required: true, schema: { type: 'integer', minimum: 1 }, example: 5 },
        ],
        responses: {
          200: {
            description: 'Notes',
            headers: {
              'X-Count': { required: true, schema: { type: 'integer', minimum: 0 } },
              'X-Tags': { schema: { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: 2 } },
            },
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Note' } } },
              'text/*': {},
            },
          },
          '4XX': { $ref: '#/components/responses/Refused' },
          503: { description: 'Busy', content: problem },
        },
      },
      post: {
        operationId: 'addNote',
        security: [{ key: [] }],
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/Note' }, example: { text: 'a', secret: 's' } },
          },
        },
        responses: {
          201: { description: 'Added', content: note },
          400: { $ref: '#/components/responses/Refused' },
          401: { description: 'Who?', content: problem },
          415: { $ref: '#/components/responses/Refused' },
          500: { description: 'Broken', content: problem },
        },
      },
    },
    '/notes/{id}': {
      parameters: [id],
      get: {
        operationId: 'getNote',
        responses: {
          200: { description: 'A note', content: { 'application/octet-stream': {}, ...note } },
          default: { $ref: '#/components/responses/Refused' },
        },
      },
      delete: {
        operationId: 'deleteNote',
        responses: {
          204: { description: 'Gone' },
          400: { $ref: '#/components/responses/Refused' },
          404: { description: 'No' },
        },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    responses: { Refused: { description: 'Refused', content: problem } },
    schemas: {
      Note: {
        type: 'object',
        additionalProperties: false,
        required: ['text', 'id', 'secret'],
        properties: {
          text: { type: 'string', maxLength: 20 },
          kind: { type: 'string', enum: ['plain', 'rich'] },
          id: { type: 'string', readOnly: true },
          secret: { type: 'string', writeOnly: true },

          due: { type: 'string', format: 'date', nullable: true },
          link: { oneOf: [{ type: 'string', format: 'uri' }, { type: 'integer' }] },
        },
      },
      Problem: {
        type: 'object',
        properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' } },
      },
    },
  },
};
