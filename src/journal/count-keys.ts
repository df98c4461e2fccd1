/** How many fields an object has, without a list of them. */
export function countKeys(of: object): number {
  let count = 0;
  for (const key in of) if (key !== '') count += 1;
  return count;
}
