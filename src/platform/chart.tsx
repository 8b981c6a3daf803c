/**
 * Charts drawn on the server as SVG, without script and without styles of their own, as the content security policy
 * asks. A chart never stands alone: its figures follow as a `DataTable`.
 */
import { scaleLinear } from 'd3-scale';
import { pictureFile } from './picture.tsx';
import type { OnPage } from './ui/context.tsx';

/** One figure of a series. Without `y` there is none for that year: the line is broken there. */
export interface Point {
  readonly x: number;
  readonly y?: number;
  /** Bounds of uncertainty, drawn as an upright line. */
  readonly lower?: number;
  readonly upper?: number;
}

/** Series are told apart by dashes and marks and by a label at their end, not by colour alone. */
export interface Series {
  readonly label: string;
  readonly points: readonly Point[];
}

export interface LineChartProps extends OnPage {
  /** What the chart shows, with its unit. */
  readonly title: string;
  /** The same in a sentence for those who do not see it. */
  readonly description: string;
  readonly series: readonly Series[];
}

/** More lines than these cannot be told apart. */
export const mostSeries = 6;

const frame = { width: 480, height: 250, left: 60, right: 12, top: 12, bottom: 28 };
const marks = ['circle', 'square', 'diamond', 'triangle', 'cross', 'ring'] as const;

/** Years across, values upwards from 0, which keeps small changes small. */
export function LineChart({ page, title, description, series }: LineChartProps) {
  const id = page.newId('chart');
  const shown = series.slice(0, mostSeries);
  return (
    <figure class="chart">
      <figcaption id={`${id}-title`}>{title}</figcaption>
      <svg
        viewBox={`0 0 ${frame.width} ${frame.height}`}
        role="img"
        aria-labelledby={`${id}-title ${id}-description`}
        direction="ltr"
      >
        <desc id={`${id}-description`}>{description}</desc>
        <Drawing page={page} series={shown} />
      </svg>
      {shown.length > 1 && (
        <ul class="chart-legend">
          {shown.map(({ label }, at) => (
            <li>
              <svg viewBox="0 0 30 12" class="swatch" aria-hidden="true">
                <Sample at={at} />
              </svg>
              {label}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

function Drawing({ page, series }: OnPage & { readonly series: readonly Series[] }) {
  const points = series.flatMap((one) => one.points);
  const years = points.map(({ x }) => x);
  const highest = Math.max(0, ...points.flatMap(({ y, upper }) => [y ?? 0, upper ?? 0]));
  const lowest = Math.min(0, ...points.flatMap(({ y, lower }) => [y ?? 0, lower ?? 0]));
  const across = scaleLinear()
    .domain([Math.min(...years) - 0.5, Math.max(...years) + 0.5])
    .range([frame.left, frame.width - frame.right]);
  const up = scaleLinear()
    .domain([lowest, highest === lowest ? lowest + 1 : highest])
    .nice(5)
    .range([frame.height - frame.bottom, frame.top]);
  const whole = across.ticks(6).filter((year) => Number.isInteger(year));
  return (
    <>
      {up.ticks(5).map((value) => (
        <g class="tick">
          <path d={`M${frame.left} ${round(up(value))}H${frame.width - frame.right}`} />
          <text x={frame.left - 6} y={round(up(value) + 4)} text-anchor="end">
            {page.t.number(value)}
          </text>
        </g>
      ))}
      {whole.map((year) => (
        <text class="tick" x={round(across(year))} y={frame.height - 8} text-anchor="middle">
          {String(year)}
        </text>
      ))}
      {series.map(({ points: own }, at) => (
        <g class={`series series-${at + 1}`}>
          <path class="line" d={lineOf(own, across, up)} />
          {own.map(({ x, y, lower, upper }) =>
            y === undefined ? null : (
              <>
                {lower !== undefined && upper !== undefined && (
                  <path class="bounds" d={`M${round(across(x))} ${round(up(lower))}V${round(up(upper))}`} />
                )}
                <path class="mark" d={markOf(at, round(across(x)), round(up(y)))} />
              </>
            ),
          )}
        </g>
      ))}
    </>
  );
}

function Sample({ at }: { readonly at: number }) {
  return (
    <g class={`series series-${at + 1}`}>
      <path class="line" d="M0 6H30" />
      <path class="mark" d={markOf(at, 15, 6)} />
    </g>
  );
}

/** A chart as a file of its own (SVG). @param notes what must go with it, such as warnings and sources */
export function chartFile(
  { page, title, description, series }: LineChartProps,
  notes: readonly string[],
): string {
  const shown = series.slice(0, mostSeries);
  return pictureFile({
    page,
    title,
    description,
    drawing: { ...frame, content: <Drawing page={page} series={shown} /> },
    legend: shown.length > 1 ? shown.map(({ label }, at) => ({ label, sample: <Sample at={at} /> })) : [],
    notes,
    style: fileStyle,
  });
}

const fileStyle = `.tick path{stroke:#d5d0c5}.line,.bounds{fill:none;stroke:#0b5572;stroke-width:2}.bounds{stroke-width:1}.mark{fill:#0b5572;stroke:#0b5572}.series-2 .line{stroke-dasharray:6 3}.series-3 .line{stroke-dasharray:2 3}.series-4 .line{stroke-dasharray:8 3 2 3}.series-5 .line{stroke-dasharray:1 4}.series-2 path,.series-4 path,.series-6 path{stroke:#12181b}.series-3 .mark,.series-6 .mark{fill:#fff}`;

/** A line between figures of years that follow each other; broken where a year has none. */
function lineOf(points: readonly Point[], across: (x: number) => number, up: (y: number) => number): string {
  let before: Point | undefined;
  return points
    .toSorted((a, b) => a.x - b.x)
    .map((point) => {
      if (point.y === undefined) {
        before = undefined;
        return '';
      }
      const joined = before !== undefined && point.x - before.x <= 1;
      before = point;
      return `${joined ? 'L' : 'M'}${round(across(point.x))} ${round(up(point.y))}`;
    })
    .join('');
}

function markOf(series: number, x: number, y: number): string {
  switch (marks[series % marks.length]) {
    case 'square':
      return `M${x - 3} ${y - 3}h6v6h-6z`;
    case 'diamond':
      return `M${x} ${y - 4}l4 4l-4 4l-4 -4z`;
    case 'triangle':
      return `M${x} ${y - 4}l4 7h-8z`;
    case 'cross':
      return `M${x - 3} ${y - 3}l6 6M${x + 3} ${y - 3}l-6 6`;
    case 'ring':
    case 'circle':
    default:
      return `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z`;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
