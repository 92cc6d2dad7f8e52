/** What a bare application answers to an operation: what a real server has answered, its fields for all that did not vary. */
export interface KnownAnswer {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
