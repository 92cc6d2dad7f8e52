/** What these tests read of the admin API's answers (`router/admin.openapi.yaml`), which its own tests hold against their schemas. */

export interface Status {
  readonly epoch: number;
  readonly percentage: number;
  /** Why everything is at 0 % though no entry of the journal says so. */
  readonly held: string | null;
  readonly operations: readonly OperationStatus[];
  readonly servers: { readonly express: ServerStatus; readonly fastify: ServerStatus };
  readonly proof: { readonly state: 'valid' | 'expired' | 'none' | 'not-required' };
  readonly shadow: ShadowStatus;
}

interface ServerStatus {
  /** Null before the first probe has ended. */
  readonly up: boolean | null;
  readonly lastProbe?: object;
}

interface OperationStatus {
  readonly operationId: string;
  readonly configured: number;
  readonly effective: number;
  readonly gate: { readonly mayRaise: boolean; readonly mayStay: 'yes' | 'no' | 'unknown'; readonly reasons: string[] };
}

interface ShadowStatus {
  readonly waiting: number;
  readonly identical: number;
  readonly different: number;
  readonly unstable: number;
  readonly unconfirmed: number;
  readonly failed: number;
}

/** The answer to a change. */
export interface Split {
  readonly epoch: number;
  /** By operationId. */
  readonly effective: Readonly<Record<string, number>>;
}

/** A line of the journal. */
export interface Entry {
  readonly kind: string;
  readonly who: string;
  readonly why: string;
  readonly scope?: string;
}

export interface Difference {
  readonly id: string;
  readonly operationId: string;
  readonly target: string;
  readonly lines: readonly string[];
  readonly express: Shown;
  readonly fastify: Shown;
}

interface Shown {
  readonly body: { readonly content: string };
}
