/**
 * The test case that a request belongs to, as its header says:
 *
 *     x-lockstep-case: <name>[;step=<n>][;at=<seconds>][;limits]
 *
 * Requests of one case share budgets; each step derives ids and salts of its own. `at` is how many seconds after the beginning
 * of all time the request is sent, so that a sequence can outlive a token. `limits` puts the ceilings up.
 */
export interface TestCase {
  readonly name: string;
  /** What ids and salts of this request derive from. */
  readonly key: string;
  readonly atSeconds: number;
  readonly limits: boolean;
}

const FORM = /^([\w.:/-]{1,100})((?:;(?:step=\d{1,6}|at=\d{1,9}|limits))*)$/;

/** The case that a header names; a request without the header, or with one of another form, belongs to the nameless one. */
export function parseTestCase(field: string | undefined): TestCase {
  const [key = '', name = '', parameters = ''] = FORM.exec(field ?? '') ?? [];
  const at = /;at=(\d+)/.exec(parameters)?.[1];
  return { name, key, atSeconds: Number(at ?? 0), limits: parameters.split(';').includes('limits') };
}
