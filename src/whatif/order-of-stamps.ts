/** Sorts messages by the exchange's stamp, which goes back seldom and not far. */

/** Steps a message that moving messages into their places may take before a sort is quicker. */
const STEPS_MOST = 16;

/** Indices of `stamps` by their value; equal ones in their own order. */
export function orderOfStamps(stamps: Float64Array): Int32Array {
  const order = new Int32Array(stamps.length);
  let stepsLeft = STEPS_MOST * order.length;
  for (let message = 0; message < order.length; message += 1) {
    const stamp = stamps[message] ?? 0;
    let place = message;
    while (place > 0 && (stamps[order[place - 1] ?? 0] ?? 0) > stamp) {
      order[place] = order[place - 1] ?? 0;
      place -= 1;
    }
    order[place] = message;
    stepsLeft -= message - place;
    if (stepsLeft < 0) return sorted(stamps);
  }
  return order;
}

function sorted(stamps: Float64Array): Int32Array {
  return Int32Array.from(stamps.keys()).sort(
    (a, b) => (stamps[a] ?? 0) - (stamps[b] ?? 0) || a - b,
  );
}
