/** A configuration that cannot be used. `mistakes` has one line for each variable that is wrong. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(`wrong configuration:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`, options);
    this.mistakes = mistakes;
  }
}
