import type { RequestRecord } from './record.ts';

export interface Registrations {
  readonly asked: number;
  readonly acknowledged: number;
  /** Not acknowledged, and there nevertheless: nobody could tell their clients. */
  readonly madeUnheard: number;
  readonly failures: readonly string[];
}

/**
 * Whether each registration that was acknowledged is there, and none was run twice.
 *
 * @param accounts how many there are of each email
 * @param runs answers of the servers by request id; what a killed server has not written yet is missing, so an account that was there
 *   already (409) tells of a second run as well
 */
export function judgeRegistrations(
  records: readonly RequestRecord[],
  accounts: ReadonlyMap<string, number>,
  runs: ReadonlyMap<string, readonly number[]>,
): Registrations {
  const failures: string[] = [];
  let acknowledged = 0;
  let madeUnheard = 0;
  const asked = records.filter(({ email }) => email !== undefined);
  for (const { id, email = '', outcome } of asked) {
    const there = accounts.get(email) ?? 0;
    const status = outcome.kind === 'answered' ? outcome.status : 0;
    const statuses = runs.get(id) ?? [];
    const about = `registration ${id} (${email})`;
    if (there > 1) failures.push(`${about}: ${there} accounts`);
    if (statuses.length > 1) failures.push(`${about}: run twice, with ${statuses.join(' and ')}`);
    else if (status === 409 || statuses.includes(409)) failures.push(`${about}: run twice, for it was there already`);
    if (status === 201) {
      acknowledged += 1;
      if (there === 0) failures.push(`${about}: acknowledged, and lost`);
    } else madeUnheard += there;
  }
  return { asked: asked.length, acknowledged, madeUnheard, failures };
}
