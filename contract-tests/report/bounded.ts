/** What fits, in order, and what does not: at most `most` pieces, of `characters` together. */
export interface Bounded<Item, Piece> {
  readonly pieces: readonly Piece[];
  readonly rest: readonly Item[];
}

/** Renders items until the bound is met; the one that would cross it and all behind it are left over. */
export function bounded<Item, Piece>(
  items: readonly Item[],
  { most, characters }: { readonly most: number; readonly characters: number },
  render: (item: Item, at: number) => Piece,
  lengthOf: (piece: Piece) => number,
): Bounded<Item, Piece> {
  const pieces: Piece[] = [];
  let left = characters;
  for (const [at, item] of items.slice(0, most).entries()) {
    const piece = render(item, at);
    left -= lengthOf(piece);
    if (left < 0) break;
    pieces.push(piece);
  }
  return { pieces, rest: items.slice(pieces.length) };
}
