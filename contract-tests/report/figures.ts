/** `12,345` */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** `42 s`, `3 min 5 s`, `2 h 7 min`; a part of a second counts as a whole one. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** `99 %`; 100 % is said of the whole only. */
export function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.floor((100 * part) / whole)} %`;
}
