/**
 * Maps drawn on the server as SVG, without script. A map never stands alone: the same facts follow as a
 * `DataTable`, which is what the keyboard and the ear use; the links in the map are for the mouse.
 */
import { type Iso3, stateName, stateOf } from '../core/state.ts';
import { locatorShapes, worldShapes } from './map/geometry.ts';
import { pictureFile } from './picture.tsx';
import type { OnPage } from './ui/context.tsx';

/** How an area is filled. Each differs from the others by its pattern or darkness, not by hue. */
export type Shade = 'full' | 'striped' | 'light' | 'dotted' | 'crossed' | 'empty' | 'hatched';

/** A line of the legend. Every category has a shade of its own. */
export interface MapCategory {
  readonly category: string;
  readonly label: string;
  readonly shade: Shade;
}

export interface WorldMapProps extends OnPage {
  /** The category of each State. A State without one is hatched: no data. */
  readonly values: ReadonlyMap<Iso3, string>;
  readonly legend: readonly MapCategory[];
  /** What the map shows: "Parties to the Convention, as of 1 May 2024". */
  readonly title: string;
  /** The same in a sentence for those who do not see it: "172 States are party, 9 have signed." */
  readonly description: string;
  /** A State to be outlined. */
  readonly selected?: Iso3;
}

/** The shade of States without a value. */
const missing = 'hatched';

/** A map of the world, its legend with the count of States, and the note on boundaries. */
export function WorldMap({ page, values, legend, title, description, selected }: WorldMapProps) {
  const { width, height, states, dots, other } = worldShapes();
  const id = page.newId('map');
  return (
    <figure class="map">
      <figcaption id={`${id}-title`}>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} class="world">
        <Patterns id={id} />
        {/* The picture and its description. What can be clicked stands beside it, not in it: an image has no parts for the ear. */}
        <g role="img" aria-labelledby={`${id}-title ${id}-description`}>
          <desc id={`${id}-description`}>{description}</desc>
          <path class="other" d={other} />
        </g>
        <g aria-hidden="true">
          {[...byShade(values, legend)].map(([shade, members]) => (
            <g class={`area ${shade}`} fill={fillOf(shade, id)}>
              {members.map((state) => (
                <a href={page.href(`/states/${state}`)} tabindex={-1}>
                  <title>{stateName(stateOf(state), page.language, 'short').text}</title>
                  <Area path={states.get(state)} dot={dots.get(state)} />
                </a>
              ))}
            </g>
          ))}
          {selected && (
            <g class="selected">
              <Area path={states.get(selected)} dot={dots.get(selected)} />
            </g>
          )}
        </g>
      </svg>
      <ul class="map-legend" aria-label={page.t('map.legend')}>
        {legendOf(page, values, legend).map(({ label, shade, count }) => (
          <li>
            <svg viewBox="0 0 24 14" class="swatch" aria-hidden="true">
              <Sample id={id} shade={shade} />
            </svg>
            {label} <span class="count">{page.t.number(count)}</span>
          </li>
        ))}
      </ul>
      <p class="quiet">
        {page.text('map.table')} {page.text('map.small')} {page.text('map.borders')}
      </p>
    </figure>
  );
}

/**
 * A map of the world as a file of its own (SVG), in which each State has its name.
 * @param notes what must go with it, such as warnings and sources
 */
export function mapFile(
  { page, values, legend, title, description }: WorldMapProps,
  notes: readonly string[],
): string {
  const { width, height, states, dots, other } = worldShapes();
  const id = 'map';
  return pictureFile({
    page,
    title,
    description,
    drawing: {
      width,
      height,
      content: (
        <>
          <Patterns id={id} />
          <path class="other" d={other} />
          {[...byShade(values, legend)].map(([shade, members]) => (
            <g class={`area ${shade}`} fill={fillOf(shade, id)}>
              {members.map((state) => (
                <g>
                  <title>{stateName(stateOf(state), page.language, 'short').text}</title>
                  <Area path={states.get(state)} dot={dots.get(state)} />
                </g>
              ))}
            </g>
          ))}
        </>
      ),
    },
    legend: legendOf(page, values, legend).map(({ label, shade, count }) => ({
      label: `${label}: ${page.t.number(count)}`,
      sample: <Sample id={id} shade={shade} />,
    })),
    notes: [...notes, `${page.t('map.small')} ${page.t('map.borders')}`],
    style: fileStyle,
  });
}

const fileStyle = `.other{fill:#e7e3da}.area{stroke:#6f757b;stroke-width:.5}.area.full{fill:#0b5572}.area.light{fill:#c3dbe4}.area.empty,.ground{fill:#fff}g.full{stroke:#fff}.drawing{fill:none;stroke:#0b5572}.striped .drawing{stroke-width:1.5}.dotted .drawing{stroke-width:2;stroke-linecap:round}.hatched .drawing{stroke:#8b8f93;stroke-width:.7}`;

/** The States that are drawn, by their shade. */
function byShade(
  values: WorldMapProps['values'],
  legend: WorldMapProps['legend'],
): ReadonlyMap<Shade, readonly Iso3[]> {
  const { states, dots } = worldShapes();
  const shadeOf = new Map(legend.map(({ category, shade }) => [category, shade]));
  return Map.groupBy([...states.keys(), ...dots.keys()], (state) => {
    const category = values.get(state);
    if (category === undefined) return missing;
    const shade = shadeOf.get(category);
    if (!shade) throw new Error(`the legend of the map has no category ${category}`);
    return shade;
  });
}

/** The lines of the legend with the count of States; those without a value last, where there are any. */
function legendOf(
  page: OnPage['page'],
  values: WorldMapProps['values'],
  legend: WorldMapProps['legend'],
): readonly { readonly label: string; readonly shade: Shade; readonly count: number }[] {
  const counts = Map.groupBy(values.values(), (category) => category);
  const without = byShade(values, legend).get(missing)?.length ?? 0;
  return [
    ...legend.map(({ category, label, shade }) => ({
      label,
      shade,
      count: counts.get(category)?.length ?? 0,
    })),
    ...(without > 0 ? [{ label: page.t('map.noData'), shade: missing, count: without } as const] : []),
  ];
}

function Sample({ id, shade }: { id: string; shade: Shade }) {
  return <path class={`area ${shade}`} fill={fillOf(shade, id)} d="M1 1h22v12h-22z" />;
}

function Area({ path, dot }: { path: string | undefined; dot: { x: number; y: number } | undefined }) {
  if (path !== undefined) return <path d={path} />;
  return dot ? <circle cx={dot.x} cy={dot.y} r={3} /> : null;
}

/** A fill without a pattern is a class of the stylesheet. */
function fillOf(shade: Shade, id: string): string | undefined {
  return shade === 'full' || shade === 'light' || shade === 'empty' ? undefined : `url(#${id}-${shade})`;
}

function Patterns({ id }: { id: string }) {
  const common = { patternUnits: 'userSpaceOnUse', width: 6, height: 6 };
  return (
    <defs>
      <pattern id={`${id}-striped`} {...common} class="pattern striped">
        <path class="ground" d="M0 0h6v6h-6z" />
        <path class="drawing" d="M0 1.5h6M0 4.5h6" />
      </pattern>
      <pattern id={`${id}-dotted`} {...common} class="pattern dotted">
        <path class="ground" d="M0 0h6v6h-6z" />
        <path class="drawing" d="M1.5 1.5h.01M4.5 4.5h.01" />
      </pattern>
      <pattern id={`${id}-crossed`} {...common} class="pattern crossed">
        <path class="ground" d="M0 0h6v6h-6z" />
        <path class="drawing" d="M0 3h6M3 0v6" />
      </pattern>
      <pattern id={`${id}-hatched`} {...common} class="pattern hatched">
        <path class="ground" d="M0 0h6v6h-6z" />
        <path class="drawing" d="M-1 1l2-2M0 6l6-6M5 7l2-2M-1 4l5-5M2 7l5-5" />
      </pattern>
    </defs>
  );
}

/** Where a State is: its surroundings, with the State filled in or, when it is very small, ringed. */
export function LocatorMap({ page, state }: OnPage & { readonly state: Iso3 }) {
  const { width, height, land, borders, state: shape } = locatorShapes(state);
  const id = page.newId('locator');
  const name = stateName(stateOf(state), page.language, 'short').text;
  return (
    <figure class="map locator">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={id}>
        <title id={id}>{page.t('map.locator', { state: name })}</title>
        <path class="other" d={land} />
        <path class="borders" d={borders} />
        {'path' in shape ? (
          <path class="area full" d={shape.path} />
        ) : (
          <>
            <circle class="area full" cx={shape.dot.x} cy={shape.dot.y} r={3} />
            <circle class="ring" cx={shape.dot.x} cy={shape.dot.y} r={11} />
          </>
        )}
      </svg>
      <figcaption class="quiet">{page.text('map.borders')}</figcaption>
    </figure>
  );
}
