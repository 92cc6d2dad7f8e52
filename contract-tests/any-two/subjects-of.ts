import type { Contract } from '../../contract/document.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { Subjects } from '../suites/subjects.ts';
import type { TwoServers } from './two-servers.ts';

/** Two servers as suites know them that know nothing of this command: nobody is enrolled, the given header fields say who asks. */
export function subjectsOf({ urls, headers }: TwoServers, contract: Contract, rules: RulesOptions): Subjects {
  return {
    contract,
    baseline: urls.baseline,
    candidate: urls.candidate,
    seeded: false,
    rules,
    enroll: async () => ({ token: undefined, headers: headers.baseline }),
  };
}

/** Why such suites cannot speak to these servers, if so: they send both the same, and a Host of their own. */
export function whyNotSubjects({ headers }: TwoServers): string | undefined {
  const [baseline, candidate] = [JSON.stringify(headers.baseline), JSON.stringify(headers.candidate)];
  if (baseline !== candidate) return 'one server is sent other header fields than the other';
  return headers.baseline.some(([name]) => /^host$/i.test(name)) ? 'a Host of your own is sent' : undefined;
}
