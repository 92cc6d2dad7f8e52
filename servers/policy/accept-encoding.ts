/** Content codings that answers may have, the preferred one first. */
const ANSWER_CODINGS = ['br', 'gzip', 'deflate'] as const;

export type AnswerCoding = (typeof ANSWER_CODINGS)[number];

/**
 * The coding for an answer to a request with this `Accept-Encoding` (RFC 9110, 12.5.3): the one of greatest weight, of several
 * alike the one preferred here; `identity` where none is acceptable.
 */
export function chooseCoding(field: string | undefined): AnswerCoding | 'identity' {
  if (field === undefined) return 'identity';
  const known = chosen.get(field);
  if (known !== undefined) return known;
  const coding = weigh(field);
  if (chosen.size < REMEMBERED && field.length <= LONGEST_REMEMBERED) chosen.set(field, coding);
  return coding;
}

/** Clients send a handful of different fields; beyond these each is weighed anew. */
const REMEMBERED = 100;
const LONGEST_REMEMBERED = 100;
const chosen = new Map<string, AnswerCoding | 'identity'>();

function weigh(field: string): AnswerCoding | 'identity' {
  const weights = new Map(field.split(',').map(readWeight));
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0;
  let best: AnswerCoding | 'identity' = 'identity';
  let bestWeight = weights.get('identity') ?? 0;
  for (const coding of ANSWER_CODINGS.toReversed()) {
    const weight = weightOf(coding);
    if (weight > 0 && weight >= bestWeight) {
      best = coding;
      bestWeight = weight;
    }
  }
  return best;
}

function readWeight(entry: string): [string, number] {
  const [coding = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const weight = q === undefined ? 1 : /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 0;
  return [coding === 'x-gzip' ? 'gzip' : coding, weight];
}
