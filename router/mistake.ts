/** Those that say what a person has to mend. By name, so that the front need not load the contract's parser to know its error. */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  'ConfigurationError',
  'ContractError',
  'JournalInUseError',
  'ListenError',
]);

/**
 * Says on standard error what keeps the router from starting, one line per mistake.
 * @throws the error itself where it is no one's mistake but ours
 */
export function explain(error: unknown): void {
  if (!(error instanceof Error && FOR_PEOPLE.has(error.name))) throw error;
  for (const line of error.message.split('\n')) console.error(`router: ${line.trim()}`);
}
