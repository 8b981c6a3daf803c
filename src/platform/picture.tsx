/**
 * A chart or map as a file of its own (SVG): its looks are in it, and below the drawing what must go with it wherever
 * it is taken, such as warnings and sources.
 */
import type { Child } from 'hono/jsx';
import type { OnPage } from './ui/context.tsx';

export interface PictureProps extends OnPage {
  readonly title: string;
  /** The same in a sentence for those who do not see it. */
  readonly description: string;
  /** In units of its own. */
  readonly drawing: { readonly width: number; readonly height: number; readonly content: Child };
  /** Each with a sample, 30 wide and 14 high. */
  readonly legend: readonly { readonly sample: Child; readonly label: string }[];
  readonly notes: readonly string[];
  /** The looks of the drawing, as the stylesheet has them, in colours that print. */
  readonly style: string;
}

const looks = `text{font:13px system-ui,"Noto Sans","Noto Naskh Arabic",sans-serif;fill:#3b4347}.head{font-weight:600;font-size:14px;fill:#12181b}.foot{font-size:11px}`;

const line = { head: 18, legend: 18, foot: 15 } as const;

/** The text of the file. */
export function pictureFile({
  page,
  title,
  description,
  drawing,
  legend,
  notes,
  style,
}: PictureProps): string {
  const { width } = drawing;
  // So many letters fit into a line, whatever the letters are.
  const head = wrapped(title, Math.floor(width / 9));
  const foot = notes.flatMap((note) => wrapped(note, Math.floor(width / 6)));
  const top = 14 + head.length * line.head;
  const below = top + drawing.height + legend.length * line.legend + 12;
  const height = below + foot.length * line.foot + 8;
  const isRtl = page.t.language === 'ar';
  const direction = isRtl ? 'rtl' : 'ltr';
  // Where lines of text begin.
  const start = isRtl ? width - 8 : 8;
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    (
      <svg
        xmlns="http://www.w3.org/2000/svg"
        viewBox={`0 0 ${width} ${height}`}
        width={width * 1.5}
        height={height * 1.5}
        role="img"
        lang={page.t.language}
      >
        <title>{title}</title>
        <desc>{[description, ...notes].join(' ')}</desc>
        <style>{looks + style}</style>
        <rect width={width} height={height} fill="#ffffff" />
        <g direction={direction}>
          {head.map((text, at) => (
            <text class="head" x={start} y={20 + at * line.head}>
              {text}
            </text>
          ))}
        </g>
        <g transform={`translate(0 ${top})`}>{drawing.content}</g>
        {legend.map(({ label, sample }, at) => (
          <g transform={`translate(0 ${top + drawing.height + at * line.legend})`}>
            <g transform={`translate(${isRtl ? width - 38 : 8} 0)`}>{sample}</g>
            <text x={isRtl ? width - 46 : 46} y="11" direction={direction}>
              {label}
            </text>
          </g>
        ))}
        <g direction={direction}>
          {foot.map((text, at) => (
            <text class="foot" x={start} y={below + at * line.foot + 8}>
              {text}
            </text>
          ))}
        </g>
      </svg>
    ).toString()
  );
}

/** A text in lines of at most so many letters. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
