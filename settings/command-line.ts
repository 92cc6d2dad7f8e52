/**
 * Settles the command line of a command that takes nothing but a few flags: tells how it is used when asked, and refuses anything else.
 * @param argv what stands behind the command
 * @returns the flags that were given, or undefined where everything has been said; the exit code is set then
 */
export function flagsIn(
  argv: readonly string[],
  usage: string,
  allowed: readonly string[] = [],
): ReadonlySet<string> | undefined {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(usage);
    process.exitCode = 0;
    return undefined;
  }
  const wrong = argv.find((word) => !allowed.includes(word));
  if (wrong === undefined) return new Set(argv);
  console.error(
    `${JSON.stringify(wrong)} is not known here; allowed: ${['--help', ...allowed].join(', ')}\n\n${usage}`,
  );
  process.exitCode = 1;
  return undefined;
}
