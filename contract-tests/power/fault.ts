import type { SourceEdit } from './process-plant.ts';
import type { Plant } from './proxy/plant.ts';

/** Where in a server a fault is planted. */
export type Layer = 'answer' | 'request' | 'state' | 'connection' | 'server' | 'process';

/** One thing that a migration gets wrong, and how the candidate is made to do it. */
export interface Fault {
  /** Unique; for `--fault` and the table. */
  readonly name: string;
  /** What has gone wrong, with the clause of an RFC or `row N` of the list of known framework differences. */
  readonly about: string;
  readonly layer: Layer;
  readonly apply: Apply;
  /** It changes nothing that a client may notice: no suite may report it. */
  readonly isControl?: true;
}

/** How a fault is planted; exactly what its layer needs. */
export interface Apply {
  /** In a proxy before the candidate. */
  readonly plant?: Plant;
  /** Bodies of triggers in the candidate's database, `after insert on users begin ...; end`. */
  readonly triggers?: readonly string[];
  /** Variables of the candidate's process beside those of the baseline. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of the sources that the candidate's process runs; the files stay as they are. */
  readonly edits?: readonly SourceEdit[];
}
