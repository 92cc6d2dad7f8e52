/** What is asked of paths: methods that they do not have, HEAD, OPTIONS, and paths that nobody documented. */
import type { Contract } from '../../../contract/document.ts';
import { createMatcher } from '../../../contract/match.ts';
import { allowedStatuses, type ConformanceCase } from '../conformance-case.ts';
import { type Template, toRequest } from './template.ts';

/** RFC 9110, 9.1 and RFC 5789. CONNECT has a target of its own form. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** @param templates of operations to which requests can be made */
export function pathCases(contract: Contract, templates: readonly Template[], houseRules: boolean): ConformanceCase[] {
  const firstOfPath = new Map(templates.toReversed().map((template) => [template.operation.path, template]));
  return [
    ...templates.filter(({ operation }) => operation.method === 'GET').map(headCase),
    ...[...firstOfPath.values()].toReversed().flatMap((template) => methodCases(contract, template, houseRules)),
    ...unknownPathCases(contract),
  ];
}

function headCase(template: Template): ConformanceCase {
  const { id } = template.operation;
  const [get, head] = ['GET', 'HEAD'].map((method) => toRequest(template, { method }));
  if (get === undefined || head === undefined) throw new Error('two methods make two requests');
  const requests = [get, head, get];
  return { name: `${id}: HEAD`, why: 'RFC 9110, 9.3.2', operation: id, input: 'valid', requests, comparesHead: true };
}

function methodCases({ operations }: Contract, template: Template, houseRules: boolean): ConformanceCase[] {
  const { id, path } = template.operation;
  const allowed = allowedStatuses(houseRules);
  const methods = new Set<string>(operations.filter((one) => one.path === path).map(({ method }) => method));
  const common = { operation: id, input: 'unknown' } as const;
  const bodiless = (method: string) => [toRequest(template, { method, body: null })];
  const cases: ConformanceCase[] = METHODS.filter((method) => !methods.has(method))
    .filter((method) => method !== 'HEAD' || !methods.has('GET'))
    .map((method) => ({
      ...common,
      name: `${path}: ${method} is not documented`,
      why: 'RFC 9110, 15.5.6',
      statuses: allowed.method,
      requests: bodiless(method),
    }));
  if (!methods.has('OPTIONS')) {
    const requests = bodiless('OPTIONS');
    cases.push({ ...common, name: `${path}: OPTIONS`, why: 'RFC 9110, 9.3.7', statuses: allowed.options, requests });
  }
  return cases;
}

/** Segments that a path may grow by until no template takes it. */
const MAX_SEGMENTS = 16;

function unknownPathCases({ operations }: Contract): ConformanceCase[] {
  const match = createMatcher(operations);
  const paths = Array.from({ length: MAX_SEGMENTS }, (_, at) => '/lockstep-unknown'.repeat(at + 1));
  const target = paths.find((path) => match('GET', path).kind === 'not-found');
  if (target === undefined) return [];
  return ['GET', 'HEAD', 'POST'].map((method) => ({
    name: `a path that is not documented: ${method}`,
    why: 'RFC 9110, 15.5.5',
    operation: undefined,
    input: 'unknown',
    statuses: [404],
    requests: [{ method, target, headers: [], body: undefined }],
  }));
}
