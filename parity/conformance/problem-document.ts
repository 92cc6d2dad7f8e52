/** RFC 9457, 3 */
export const PROBLEM = 'application/problem+json';

/**
 * What a problem document says of itself against what the answer is (RFC 9457, 3.1).
 * @param houseRules `type` and `title` must be there; the RFC lets both go
 */
export function checkProblem(document: unknown, status: number, houseRules: boolean): string[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return ['body is a problem document, and must be an object'];
  // Members of a parsed JSON object.
  const members = document as Readonly<Record<string, unknown>>;
  return [
    ...(members.status === undefined || members.status === status
      ? []
      : [`body /status of the problem document is not the answer's status ${status}`]),
    ...checkText(members, 'type', houseRules),
    ...checkText(members, 'title', houseRules),
  ];
}

function checkText(members: Readonly<Record<string, unknown>>, name: string, isNeeded: boolean): string[] {
  const value = members[name];
  if (value === undefined) return isNeeded ? [`body /${name} is missing in the problem document`] : [];
  return typeof value === 'string' ? [] : [`body /${name} of the problem document must be a text`];
}
