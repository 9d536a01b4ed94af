/** A time zone's wall clock. A wall time is written as the milliseconds that it would be in UTC. */
export interface Zone {
  /** Milliseconds that the wall clock is ahead of UTC at an instant. */
  offset(instant: number): number;
  /** Where the offset changes between two instants of different offsets: the first one of the new offset. */
  changeBetween(before: number, after: number): number;
  /** The instant of a wall time: the first of two, and for a time that is skipped the moment of the jump. */
  instantOf(wall: number): number;
}

const day = 86_400_000;

export function zoneOf(timezone: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });

  function offset(instant: number): number {
    const whole = Math.floor(instant / 1000) * 1000;
    const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - whole;
  }

  function changeBetween(before: number, after: number): number {
    const old = offset(before);
    let [low, high] = [before, after];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === old) low = middle;
      else high = middle;
    }
    return high;
  }

  return {
    offset,
    changeBetween,
    instantOf(wall) {
      // a zone changes its clock once at most within two days, by a day at most
      const [old, late] = [offset(wall - day), offset(wall + day)];
      const found = [wall - old, wall - late].filter((instant) => instant + offset(instant) === wall);
      return found.length > 0 ? Math.min(...found) : changeBetween(wall - day, wall + day);
    },
  };
}
