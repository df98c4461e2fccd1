/** Ordinary least squares of y on x. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Null for fewer than two different x. */
export function fitLine(
  points: readonly { readonly x: number; readonly y: number }[],
): Line | null {
  const middle = { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
  let across = 0;
  let spread = 0;
  for (const { x, y } of points) {
    across += (x - middle.x) * (y - middle.y);
    spread += (x - middle.x) ** 2;
  }
  if (!(spread > 0)) return null;
  const slope = across / spread;
  return { slope, intercept: middle.y - slope * middle.x };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
