/** Events of a trace in their order: what had happened last at a moment. */

/** The last of ordered events that happened before a moment; null where none did. Takes the logarithm of their number. */
export function lastBefore<Event extends { readonly order: number }>(
  events: readonly Event[],
  moment: number,
): Event | null {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] as Event).order < moment) low = middle + 1;
    else high = middle;
  }
  return events[low - 1] ?? null;
}
