/** One kind of thing counted on both sides, all other things equal: one operation in one window. */
export interface Stratum {
  readonly candidate: Count;
  readonly baseline: Count;
}

export interface Count {
  /** Of all `of` so many failed. */
  readonly failed: number;
  readonly of: number;
}

/**
 * How likely it is, at most, that the candidate gets so many of the failures if it fails no more often than the baseline. One-sided,
 * and never too small, however few failures there are.
 *
 * Given all failures of a stratum, the candidate's part of them is hypergeometric, so the sum over the strata is a sum of
 * independent trials (Vatutin and Mikhailov 1982), whose upper tail the binomial with the same mean bounds (Hoeffding 1963, theorem
 * 1). Each stratum is compared within itself: that the servers get different mixes of operations does not count against either
 * (Simpson's paradox).
 */
export function chanceOf(strata: readonly Stratum[]): number {
  let failed = 0;
  let seen = 0;
  let expected = 0;
  for (const { candidate, baseline } of strata) {
    const of = candidate.of + baseline.of;
    if (candidate.of === 0 || baseline.of === 0) continue;
    const both = candidate.failed + baseline.failed;
    failed += both;
    seen += candidate.failed;
    expected += (both * candidate.of) / of;
  }
  if (seen <= expected || failed === 0) return 1;
  const share = seen / failed;
  const mean = expected / failed;
  const rest = share === 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - mean));
  return Math.exp(-failed * (share * Math.log(share / mean) + rest));
}
