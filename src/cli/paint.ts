/** Colour for a terminal that wants it; text alone says everything. */

export type Ink = 'good' | 'careful' | 'bad' | 'dim' | 'strong';

export type Paint = (ink: Ink, text: string) => string;

const CODES: Readonly<Record<Ink, readonly [number, number]>> = {
  good: [32, 39],
  careful: [33, 39],
  bad: [31, 39],
  dim: [2, 22],
  strong: [1, 22],
};

export function createPaint(useColor: boolean): Paint {
  if (!useColor) return (_ink, text) => text;
  return (ink, text) => {
    const [on, off] = CODES[ink];
    return `\u001B[${on}m${text}\u001B[${off}m`;
  };
}
