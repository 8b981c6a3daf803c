/** Several values in one cell of SDMX-CSV: parted by a separator, in quotes where a value holds it itself. */

/** Cuts a cell. Only a quotation mark at the beginning of a value opens quotes. */
export function subfields(text: string, separator: string): string[] {
  const found: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1);
      while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
      const end = close < 0 ? text.length : close;
      found.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = text.indexOf(separator, end);
    } else {
      const end = text.indexOf(separator, at);
      found.push(text.slice(at, end < 0 ? text.length : end));
      at = end;
    }
    if (at < 0) return found;
    at += separator.length;
  }
}

/** Puts values into one cell, so that `subfields` gives them back. */
export function joined(values: readonly string[], separator: string): string {
  return values
    .map((value) =>
      value.includes(separator) || value.startsWith('"') ? `"${value.replaceAll('"', '""')}"` : value,
    )
    .join(separator);
}
