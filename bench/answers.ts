/** What makes an answer the right one, and two answers the same. Byte equality is the contract tests' business. */
import type { Scenario } from './scenarios.ts';

export interface Answer {
  readonly status: number;
  /** Without parameters, in lower case; empty where there is none. */
  readonly mediaType: string;
  readonly body: string;
}

export type Expectation = Pick<Scenario, 'status' | 'mediaTypes' | 'varying'>;

/** Why an answer is not the scenario's, or undefined. */
export function mistakeOf(answer: Answer, { status, mediaTypes }: Expectation): string | undefined {
  if (answer.status !== status) return `answered ${answer.status}, not ${status}: ${excerpt(answer.body)}`;
  if (mediaTypes.length === 0) return answer.body === '' ? undefined : `answered with a body: ${excerpt(answer.body)}`;
  if (!mediaTypes.includes(answer.mediaType)) {
    return `answered with media type "${answer.mediaType}", not ${mediaTypes.join(' or ')}`;
  }
  if (!isJson(answer.mediaType) || parse(answer.body) !== undefined) return undefined;
  return `answered with JSON that does not parse: ${excerpt(answer.body)}`;
}

/** Where two answers of the same scenario differ, or undefined. */
export function differenceOf(baseline: Answer, candidate: Answer, { varying }: Expectation): string | undefined {
  if (baseline.mediaType !== candidate.mediaType) return `media types ${baseline.mediaType} and ${candidate.mediaType}`;
  if (!isJson(baseline.mediaType)) return baseline.body === candidate.body ? undefined : 'bodies';
  const before = flatten(parse(baseline.body), varying);
  const after = flatten(parse(candidate.body), varying);
  for (const pointer of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [one, other] = [before.get(pointer) ?? 'absent', after.get(pointer) ?? 'absent'];
    if (one !== other) return `${pointer || 'bodies'}: ${excerpt(one)} and ${excerpt(other)}`;
  }
  return undefined;
}

/** JSON pointer (RFC 6901) of each leaf and its value, or the value's type alone where it varies. */
function flatten(value: unknown, varying: ReadonlySet<string>, pointer = '', name = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) {
    return new Map([[pointer, varying.has(name) ? `<${typeof value}>` : JSON.stringify(value)]]);
  }
  const kind: [string, string] = [pointer, Array.isArray(value) ? '[]' : '{}'];
  const members = Object.entries(value).flatMap(([key, member]) => {
    const token = key.replaceAll('~', '~0').replaceAll('/', '~1');
    return [...flatten(member, varying, `${pointer}/${token}`, key)];
  });
  return new Map([kind, ...members]);
}

function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType.endsWith('+json');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function excerpt(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}
