import fc from 'fast-check';

export type PersonName = 'ada' | 'bob';
export type Role = 'student' | 'educator';

/** One of the tokens that a person was given, or one that nobody was. */
export interface TokenChoice {
  readonly of: PersonName;
  readonly which: 'first' | 'last' | 'altered';
}

export interface Changes {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly bio?: string;
  readonly profilePicture?: string;
}

/** What somebody does with the API. `shouts`: the email is written in capitals. */
export type Step =
  | { readonly kind: 'register'; readonly person: PersonName; readonly role: Role | 'admin'; readonly shouts: boolean }
  | {
      readonly kind: 'login';
      readonly person: PersonName;
      /** `cut`: the first 72 characters of the right one, and another end. */
      readonly password: 'right' | 'wrong' | 'cut';
      readonly shouts: boolean;
    }
  | { readonly kind: 'read' | 'capabilities' | 'verify'; readonly token: TokenChoice }
  | { readonly kind: 'update'; readonly token: TokenChoice; readonly changes: Changes }
  | { readonly kind: 'generate'; readonly token: TokenChoice; readonly type: AnswerType }
  /** Time goes by. */
  | { readonly kind: 'wait'; readonly seconds: number };

export type AnswerType = (typeof ANSWER_TYPES)[number];

const ANSWER_TYPES = ['suggestion', 'feedback', 'analysis', 'reflection'] as const;
/** How long a token lives, by default. */
export const TOKEN_LIFE_SECONDS = 7 * 24 * 3600;

/** Sequences of steps; they shrink to fewer and simpler ones. */
export function sequences(maxSteps: number): fc.Arbitrary<readonly Step[]> {
  // Without a bias towards short ones, in which little can go wrong.
  return fc.noBias(fc.array(STEP, { minLength: 1, maxLength: maxSteps, size: 'max' }));
}

const PERSON = fc.constantFrom<PersonName>('ada', 'ada', 'bob');
const TOKEN: fc.Arbitrary<TokenChoice> = fc.record({
  of: PERSON,
  which: fc.constantFrom('last', 'last', 'last', 'first', 'first', 'altered'),
});
/** One below, at and above the end of a token's life, alone or added up. */
const SECONDS = fc.constantFrom(1, 3600, TOKEN_LIFE_SECONDS - 1, TOKEN_LIFE_SECONDS, TOKEN_LIFE_SECONDS - 3600);
const NAME = fc.constantFrom('Ada', 'Grace', '', ' ', 'Zoë', '😀');
const CHANGES: fc.Arbitrary<Changes> = fc.record(
  {
    firstName: NAME,
    lastName: NAME,
    bio: fc.constantFrom('', 'Wrote the first program.', '\u0000"\\'),
    profilePicture: fc.constantFrom('', 'https://example.org/a.png', 'not a url'),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('register' as const),
      person: PERSON,
      role: fc.constantFrom<Role | 'admin'>('student', 'educator', 'student', 'educator', 'admin'),
      shouts: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('login' as const),
      person: PERSON,
      password: fc.constantFrom('right', 'right', 'right', 'wrong', 'cut'),
      shouts: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('read', 'capabilities', 'verify'), token: TOKEN }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('update' as const), token: TOKEN, changes: CHANGES }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('generate' as const),
      token: TOKEN,
      type: fc.constantFrom(...ANSWER_TYPES),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: SECONDS }) },
);

const LAST: TokenChoice = { of: 'ada', which: 'last' };
const REGISTER: Step = { kind: 'register', person: 'ada', role: 'educator', shouts: false };

/** Sequences that chance seldom makes; they are played before all others. */
export const WRITTEN: readonly (readonly Step[])[] = [
  // A token that a server has seen before ends in the same second as one that it has not.
  [
    REGISTER,
    { kind: 'read', token: LAST },
    { kind: 'wait', seconds: TOKEN_LIFE_SECONDS - 1 },
    { kind: 'read', token: LAST },
    { kind: 'wait', seconds: 1 },
    { kind: 'read', token: LAST },
    { kind: 'verify', token: LAST },
  ],
  [
    REGISTER,
    ...(['cut', 'wrong', 'right'] as const).map(
      (password): Step => ({ kind: 'login', person: 'ada', password, shouts: false }),
    ),
  ],
];

/** A sequence for a person to read. */
export function inWords(steps: readonly Step[]): string {
  return steps.map((step, index) => `${index + 1}. ${JSON.stringify(step)}`).join('\n');
}
