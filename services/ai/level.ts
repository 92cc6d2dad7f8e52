/** What a reader may be expected to manage. */
export interface Level {
  /** In years: the age that the readability formulas are held against. */
  readonly readerAge: number;
  /** A sentence with more words than these is long. */
  readonly sentenceWords: number;
}

/** The level that `context.studentLevel` names, in any case, with spaces, hyphens or underscores; secondary for an unknown one. */
export function levelOf(studentLevel: string | undefined): Level {
  const name = (studentLevel ?? '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
  return levels.get(name) ?? secondary;
}

const primary: Level = { readerAge: 11, sentenceWords: 20 };
const middle: Level = { readerAge: 14, sentenceWords: 22 };
const secondary: Level = { readerAge: 16, sentenceWords: 25 };
const university: Level = { readerAge: 20, sentenceWords: 30 };

const levels: ReadonlyMap<string, Level> = new Map([
  ['primary', primary],
  ['primary school', primary],
  ['elementary', primary],
  ['elementary school', primary],
  ['beginner', primary],
  ['middle', middle],
  ['middle school', middle],
  ['lower secondary', middle],
  ['secondary', secondary],
  ['secondary school', secondary],
  ['upper secondary', secondary],
  ['high school', secondary],
  ['intermediate', secondary],
  ['college', university],
  ['university', university],
  ['higher education', university],
  ['undergraduate', university],
  ['graduate', university],
  ['postgraduate', university],
  ['advanced', university],
]);
