/** What was counted of an operation's requests while one share held. */
export interface ShareCounts {
  /** Of the users, 0 to 100, by which the requests were decided; undefined where there was none. */
  readonly percentage: number | undefined;
  readonly requests: number;
  /** Requests that were decided for the candidate. */
  readonly toFastify: number;
  readonly users: number;
  readonly usersToFastify: number;
  /** Requests that this server answered, whoever was decided. */
  readonly byFastify: number;
  readonly byExpress: number;
}

export interface MeasuredShare extends Omit<ShareCounts, 'percentage'> {
  readonly verdict: 'agrees' | 'differs' | 'too-few';
  /** One line: numbers, interval, verdict. */
  readonly line: string;
}

/** Fewer users say nothing of a share. */
const MIN_USERS = 20;
/** Standard deviations in which 99.9 % of a normal distribution lie: an API of a hundred operations is looked at often. */
const Z = 3.29;

/**
 * Holds the share of the users that were sent to Fastify against the share that is in force. Users and not requests: one user's all
 * go to one server, so only users are independent trials of a binomial distribution (normal approximation with its correction for
 * continuity, Wilson 1927).
 * @param effective share that the rollout says is in force, 0 to 100
 */
export function judgeShare(counts: ShareCounts, effective: number): MeasuredShare {
  const { percentage, ...numbers } = counts;
  const measured = (verdict: MeasuredShare['verdict'], line: string) => ({ ...numbers, verdict, line });
  if (percentage === undefined) return measured('too-few', `${effective} % is set; no request yet: too few`);
  if (percentage !== effective) {
    return measured('too-few', `${effective} % is set; the last request was decided by ${percentage} %: too few`);
  }
  const { users, usersToFastify } = numbers;
  const expected = effective / 100;
  const observed = users === 0 ? 0 : usersToFastify / users;
  const slack = Z * Math.sqrt((expected * (1 - expected)) / users) + 0.5 / users;
  const words =
    `${effective} % is set; ${usersToFastify} of ${users} users (${percent(observed)}) were sent to fastify, ` +
    `${percent(Math.max(0, expected - slack))} to ${percent(Math.min(1, expected + slack))} would be chance`;
  // At 0 and at 100 % there is no chance, so one user is enough to know.
  const isCertain = (expected === 0 || expected === 1) && observed !== expected;
  if (!isCertain && users < MIN_USERS) return measured('too-few', `${words}; ${MIN_USERS} users are needed: too few`);
  const agrees = Math.abs(observed - expected) <= slack && !isCertain;
  return measured(agrees ? 'agrees' : 'differs', `${words}: ${agrees ? 'agrees' : 'differs'}`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
