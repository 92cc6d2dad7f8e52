/** Bounded in length and characters: the id goes into logs and into the answer's head. */
const WELL_FORMED = /^[A-Za-z0-9._-]{1,128}$/;

/** The client's own request id where it is well-formed. */
export function acceptRequestId(field: string | readonly string[] | undefined): string | undefined {
  return typeof field === 'string' && WELL_FORMED.test(field) ? field : undefined;
}
