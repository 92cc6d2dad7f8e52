import retextSimplify from 'retext-simplify';
import { matchesOf } from './retext-matches.ts';
import type { Rule } from './rule.ts';
import { cited, listed } from './wording.ts';

/** Words and phrases for which a shorter one does: “utilize”, “in order to”. */
export const simplerWording: Rule = {
  name: 'simpler-wording',
  english: true,
  find: ({ tree }) =>
    matchesOf(check, tree).map(({ start, end, actual, expected }) => {
      const replacements = expected.filter((word) => word !== 'remove').slice(0, 3);
      if (replacements.length === 0)
        return { start, end, message: `${cited(actual)} adds nothing here; leave it out.` };
      return { start, end, message: `Write ${listed(replacements, 'or')} instead of ${cited(actual)}.`, replacements };
    }),
};

/**
 * Entries of retext-simplify that are plain words in a pupil's or a scholar's text, or whose replacement fits only the
 * official letters that its list was made for (“type” may go, “took advantage of” is “preyed on”).
 */
const plainWords = [
  ...['address', 'addressees', 'adjustment', 'aircraft', 'and/or', 'benefit', 'capability', 'combat environment'],
  ...[
    'component',
    'contains',
    'convene',
    'deem',
    'delete',
    'depart',
    'desire',
    'determine',
    'effect',
    'elect',
    'employ',
  ],
  ...['encounter', 'establish', 'evaluate', 'evident', 'exhibit', 'expertise', 'females', 'forward', 'function'],
  ...[
    'however',
    'identify',
    'in between',
    'indication',
    'initial',
    'interface',
    'is responsible for',
    'it is',
    'maintain',
  ],
  ...['maximum', 'minimum', 'monitor', 'objective', 'observe', 'operate', 'option', 'parameters', 'perform', 'provide'],
  ...[
    'previous',
    'proceed',
    'reflect',
    'render',
    'represents',
    'request',
    'require',
    'requirement',
    'satisfy',
    'shall',
  ],
  ...[
    'selection',
    'similar to',
    'submit',
    'there are',
    'there is',
    'therefore',
    'took advantage of',
    'transmit',
    'type',
  ],
  ...['validate', 'vice', 'warrant', 'witnessed', 'your office'],
];

const check = retextSimplify({ ignore: plainWords });
