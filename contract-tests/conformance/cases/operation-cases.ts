/** What is asked of each operation, whatever it does. */
import type { OpenApiDocument } from '../../../contract/operations.ts';
import type { Person } from '../../suites/subjects.ts';
import { type Allowed, allowedStatuses, type ConformanceCase } from '../conformance-case.ts';
import { bodyCases } from './body-cases.ts';
import { brokenCredentials } from './credentials.ts';
import { encodeBody, queryOf } from './encode.ts';
import { type Template, toRequest } from './template.ts';

export interface OperationCasesOptions {
  readonly document: OpenApiDocument;
  readonly person: Person;
  readonly houseRules: boolean;
}

export function operationCases(template: Template, options: OperationCasesOptions): ConformanceCase[] {
  const allowed = allowedStatuses(options.houseRules);
  return [
    ...acceptedCases(template),
    ...credentialCases(template, allowed, options),
    ...parameterCases(template, allowed, options.houseRules),
    ...bodyCases(template, allowed),
  ];
}

/** Bodies of the schema's that are sent, beside the example. */
const SENT_SAMPLES = 3;

function acceptedCases(template: Template): ConformanceCase[] {
  const { operation, body, credentials } = template;
  const common = {
    why: 'the contract documents it',
    operation: operation.id,
    input: 'valid',
    writes: !operation.safe,
    // Who is known is let in. Of an operation for everybody 401 may be the answer: signing in.
    ...(credentials.areRequired ? { refusals: [401] } : {}),
  } as const;
  if (body === undefined)
    return [{ ...common, name: `${operation.id}: as documented`, requests: [toRequest(template)] }];
  return body.values.slice(0, 1 + SENT_SAMPLES).map((value, at) => ({
    ...common,
    name: `${operation.id}: body ${at + 1} as documented`,
    requests: [toRequest(template, { body: encodeBody(body.mediaType, value) })],
  }));
}

function credentialCases(
  template: Template,
  allowed: Allowed,
  { document, person }: OperationCasesOptions,
): ConformanceCase[] {
  const { operation, credentials } = template;
  if (!credentials.areRequired) return [];
  return brokenCredentials(document, operation, person).map(({ what, headers, query, isMalformed }) => ({
    name: `${operation.id}: ${what}`,
    why: 'RFC 9110, 15.5.2',
    operation: operation.id,
    input: 'unknown',
    statuses: isMalformed ? allowed.malformedCredentials : allowed.credentials,
    requests: [toRequest(template, { credentials: { headers, query, areRequired: true } })],
  }));
}

function parameterCases(template: Template, { malformed }: Allowed, houseRules: boolean): ConformanceCase[] {
  const { operation, query, fields, takesAnyKey } = template;
  const common = {
    why: 'OAS 3.0.3, Parameter Object',
    operation: operation.id,
    input: 'invalid',
    statuses: malformed,
  } as const;
  const cases: ConformanceCase[] = [];
  for (const one of query) {
    const { name, schema, style } = one.parameter;
    const others = queryOf(query.filter((other) => other !== one));
    cases.push({
      ...common,
      name: `${operation.id}: without the query parameter ${name}`,
      requests: [toRequest(template, { query: others })],
      breaks: `/query/${name} required`,
    });
    if (!/^(?:integer|number|boolean)$/.test(schema.type ?? '') || style === 'content') continue;
    cases.push({
      ...common,
      name: `${operation.id}: the query parameter ${name} as a text`,
      requests: [toRequest(template, { query: [...others, `${encodeURIComponent(name)}=text`] })],
      breaks: `/query/${name} type`,
    });
  }
  for (const one of fields) {
    const { in: place, name } = one.parameter;
    cases.push({
      ...common,
      name: `${operation.id}: without the ${place} parameter ${name}`,
      requests: [toRequest(template, { fields: fields.filter((other) => other !== one) })],
      breaks: `/${place}/${name} required`,
    });
  }
  if (!houseRules || takesAnyKey) return cases;
  const unknown = [...queryOf(query), 'lockstep-undocumented=1'];
  return [
    ...cases,
    {
      ...common,
      name: `${operation.id}: a query parameter that is not documented`,
      why: 'house rule: what nobody documented is refused',
      requests: [toRequest(template, { query: unknown })],
    },
  ];
}
