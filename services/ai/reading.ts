/** A text as the language parser reads it: its sentences and words, each with its place. The text is parsed once, here. */
import type { Root, RootContent, Sentence as SentenceNode } from 'nlcst';
import { toString as textOf } from 'nlcst-to-string';
import { ParseEnglish } from 'parse-english';

export interface Reading {
  readonly text: string;
  readonly tree: Root;
  /** Those that hold at least one word, in order. */
  readonly sentences: readonly Sentence[];
  /** Words, and punctuation marks between them. Symbols (emoji, `&`, `<`) and white space do not count. */
  readonly tokens: number;
}

export interface Sentence extends Span {
  readonly words: readonly Word[];
}

export interface Word extends Span {
  readonly text: string;
}

/** A part of the text, in UTF-16 code units; `end` is the first one after it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `text`. A lone surrogate, which no encoding of an answer could carry, becomes U+FFFD; the length stays.
 */
export function read(text: string): Reading {
  const wellFormed = text.toWellFormed();
  const tree = parser.parse(wellFormed);
  const nodes = sentenceNodes(tree);
  return {
    text: wellFormed,
    tree,
    sentences: nodes.map(sentenceOf).filter(({ words }) => words.length > 0),
    tokens: nodes.flatMap(({ children }) => children).filter(isToken).length,
  };
}

/** The words and punctuation marks of `text`: what `usage` counts. */
export function countTokens(text: string): number {
  return read(text).tokens;
}

/** @throws where a node has no place, which the parser gives to every one */
export function spanOf(node: RootContent): Span {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined) throw new Error(`The parser gave a ${node.type} no place.`);
  return { start, end };
}

const parser = new ParseEnglish();

function sentenceNodes(tree: Root): SentenceNode[] {
  return tree.children
    .flatMap((node) => (node.type === 'ParagraphNode' ? node.children : []))
    .filter((node) => node.type === 'SentenceNode');
}

function sentenceOf(node: SentenceNode): Sentence {
  const words = node.children
    .filter((child) => child.type === 'WordNode')
    .map((word) => ({ ...spanOf(word), text: textOf(word) }));
  return { ...spanOf(node), words };
}

function isToken({ type }: RootContent): boolean {
  return type === 'WordNode' || type === 'PunctuationNode';
}
