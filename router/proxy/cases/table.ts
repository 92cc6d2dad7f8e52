import { FLOW } from './flow.ts';
import { FRAMING } from './framing.ts';
import { HEADERS } from './headers.ts';
import { PUBLISHED } from './published.ts';
import { REPEATS } from './repeats.ts';
import type { Row } from './row.ts';
import { STATUSES } from './statuses.ts';
import { STREAMS } from './streams.ts';
import { TARGET } from './target.ts';

/** What a correct reverse proxy does: 57 rules, and faults of others that were published. */
export const TABLE: readonly Row[] = [
  ...FRAMING,
  ...HEADERS,
  ...TARGET,
  ...STREAMS,
  ...REPEATS,
  ...FLOW,
  ...STATUSES,
  ...PUBLISHED,
];
