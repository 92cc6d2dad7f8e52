/** What makes two heads of answers the same. */

/** Fields whose values are of one answer, with what stands for them. */
const VARYING: Readonly<Record<string, (value: string) => string>> = {
  date: () => '<date>',
  'x-request-id': () => '<id>',
  // What is left of a budget, and for how long, is a matter of who asked before.
  ratelimit: (value) => value.replace(/\d+/g, '<n>'),
  // That it is the body's is looked at apart; bodies may have members of other lengths.
  'content-length': () => '<length>',
};

/** Fields that a router writes in its own name, or of its own connection (RFC 9110, 7.6.1). */
const ROUTERS_OWN = new Set(['connection', 'keep-alive', 'transfer-encoding', 'via', 'x-routed-to']);

/** The fields of a head as they came: its lines, without the status line. */
export function fieldsOf(head: string): (readonly [name: string, value: string])[] {
  return head
    .split('\r\n')
    .slice(1)
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
}

/** The value of a field, or undefined where there is none. */
export function fieldOf(head: string, name: string): string | undefined {
  return fieldsOf(head).find(([given]) => given.toLowerCase() === name)?.[1];
}

/** Fields that no answer has for itself alone, names in lower case. */
export function constantFieldsOf(head: string): Record<string, string> {
  const own = new Set([...Object.keys(VARYING), 'ratelimit-policy', 'connection', 'keep-alive']);
  return Object.fromEntries(
    fieldsOf(head).flatMap(([name, value]) => (own.has(name.toLowerCase()) ? [] : [[name.toLowerCase(), value]])),
  );
}

/**
 * The first field in which two heads differ, or undefined.
 * @param through the candidate has come through a router, which may change the case and order of names
 */
export function headDifferenceOf(
  baseline: string,
  candidate: string,
  through: 'direct' | 'router',
): string | undefined {
  const [before, after] = [linesOf(baseline, through), linesOf(candidate, through)];
  const index = before.findIndex((line, at) => line !== after[at]);
  if (index >= 0) return `the field "${before[index]}" and "${after[index] ?? 'none'}"`;
  return after.length > before.length ? `the field "${after[before.length]}", which only one has` : undefined;
}

function linesOf(head: string, through: 'direct' | 'router'): string[] {
  const masked = fieldsOf(head).map(([name, value]) => {
    const mask = VARYING[name.toLowerCase()];
    return [name, mask?.(value) ?? value] as const;
  });
  if (through === 'direct') return masked.map(([name, value]) => `${name}: ${value}`);
  return masked
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !ROUTERS_OWN.has(name))
    .map(([name, value]) => `${name}: ${value}`)
    .sort();
}
