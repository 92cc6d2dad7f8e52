const WELL_FORMED = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * The client's own request id where it is well-formed, else a new one. Bounded in length and characters, for it is written into
 * logs; sent twice (node joins the two by a comma) it is not one id.
 */
export function requestIdOf(sent: string | string[] | undefined, newId: () => string): string {
  return typeof sent === 'string' && WELL_FORMED.test(sent) ? sent : newId();
}
