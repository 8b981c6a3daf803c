/** Writes data as SDMX-ML 2.1, generic and structure-specific, piece by piece. */
import { type DataRow, type DataSet, textOf, textsOf, urnOf } from './message.ts';
import type { Head } from './write-json.ts';
import { element, escaped, headXml, namespaces, opening, ref, schemas } from './xml-text.ts';

/** The dimension at the observation: the one asked for, where the data set has it. */
function observedIn({ components }: DataSet, at: string): string {
  return components.some(({ id, role }) => role === 'dimension' && id === at) ? at : 'AllDimensions';
}

/** 2.1 does not know Merge yet. */
function actionOf({ action }: DataSet): string {
  return action === 'Merge' ? 'Append' : action;
}

/** Ids of what is said of the whole data set, of a series, and of an observation beside its value. */
function levelsOf({ components }: DataSet, observed: string) {
  const attributes = components.filter(({ role }) => role === 'attribute');
  const ids = (list: DataSet['components']) => list.map(({ id }) => id);
  return {
    shared: ids(attributes.filter(({ attachment }) => attachment === 'dataSet')),
    inKey: ids(components.filter(({ id, role }) => role === 'dimension' && id !== observed)),
    own: ids(attributes.filter(({ attachment }) => attachment !== 'dataSet')),
  };
}

/** The document of data sets in the generic form. `at`: as in `JsonOptions`. */
export function* xmlGenericData(dataSets: readonly DataSet[], head: Head, at: string): Generator<string> {
  const used = dataSets.map((dataSet, place) => {
    const reference = dataSet.structure;
    const usage = reference ? element('com:StructureUsage', {}, ref('Dataflow', reference)) : '';
    return element(
      'mes:Structure',
      { structureID: `S${place + 1}`, dimensionAtObservation: observedIn(dataSet, at) },
      usage,
    );
  });
  yield `${opening}<mes:GenericData ${namespaces}>${headXml(head, used.join(''))}`;
  for (const [place, dataSet] of dataSets.entries()) {
    yield `<mes:DataSet structureRef="S${place + 1}" action="${actionOf(dataSet)}">`;
    yield* genericDataSet(dataSet, observedIn(dataSet, at));
    yield '</mes:DataSet>';
  }
  yield '</mes:GenericData>';
}

function* genericDataSet(dataSet: DataSet, at: string): Generator<string> {
  const { rows } = dataSet;
  const { shared, inKey, own } = levelsOf(dataSet, at);
  // The generic form of 2.1 has one value for each attribute: several are joined.
  const values = (ids: readonly string[], row: DataRow) =>
    ids
      .flatMap((id) =>
        row.values[id] === undefined
          ? []
          : [element('gen:Value', { id, value: textsOf(row.values[id]).join('; ') })],
      )
      .join('');
  const inside = (name: string, content: string) =>
    content === '' ? '' : element(`gen:${name}`, {}, content);
  const measure = (row: DataRow) =>
    row.values['OBS_VALUE'] === undefined
      ? ''
      : element('gen:ObsValue', { value: textOf(row.values['OBS_VALUE']) });
  if (rows[0]) yield inside('Attributes', values(shared, rows[0]));
  if (at === 'AllDimensions') {
    for (const row of rows)
      yield element(
        'gen:Obs',
        {},
        inside('ObsKey', values(inKey, row)) + measure(row) + inside('Attributes', values(own, row)),
      );
    return;
  }
  const series = Map.groupBy(rows, (row) => values(inKey, row));
  for (const [key, within] of series) {
    const observations = within
      .filter((row) => row.values[at] !== undefined)
      .map((row) =>
        element(
          'gen:Obs',
          {},
          element('gen:ObsDimension', { value: textOf(row.values[at]) }) +
            measure(row) +
            inside('Attributes', values(own, row)),
        ),
      );
    yield element('gen:Series', {}, inside('SeriesKey', key) + observations.join(''));
  }
}

/** The document of data sets in the structure-specific form: each value is an XML attribute. */
export function* xmlSpecificData(dataSets: readonly DataSet[], head: Head, at: string): Generator<string> {
  const sets = dataSets.map((dataSet, place) => {
    const observed = observedIn(dataSet, at);
    const { structure } = dataSet;
    // The namespace of the form's own types, as section 7 of the standard forms it.
    const namespace = structure
      ? `${urnOf('Dataflow', structure)}:ObsLevelDim:${observed}`
      : `urn:none:${place}`;
    return { dataSet, observed, namespace, id: `S${place + 1}`, prefix: `ns${place + 1}` };
  });
  const used = sets.map(({ dataSet: { structure }, observed, namespace, id }) =>
    element(
      'mes:Structure',
      { structureID: id, namespace, dimensionAtObservation: observed },
      structure ? element('com:StructureUsage', {}, ref('Dataflow', structure)) : '',
    ),
  );
  const own = sets.map(({ prefix, namespace }) => `xmlns:${prefix}="${escaped(namespace)}"`).join(' ');
  const more = `xmlns:ss="${schemas}/data/structurespecific" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`;
  yield `${opening}<mes:StructureSpecificData ${namespaces} ${more} ${own}>${headXml(head, used.join(''))}`;
  for (const { dataSet, observed, id, prefix } of sets) {
    const { shared, inKey, own: rest } = levelsOf(dataSet, observed);
    const values = (ids: readonly string[], row: DataRow | undefined) =>
      Object.fromEntries(
        ids.map((each) => [
          each,
          row?.values[each] === undefined ? undefined : textsOf(row.values[each]).join('; '),
        ]),
      );
    const head1 = element('mes:DataSet', {
      'ss:structureRef': id,
      'xsi:type': `${prefix}:DataSetType`,
      'ss:dataScope': 'DataStructure',
      'ss:action': actionOf(dataSet),
      ...values(shared, dataSet.rows[0]),
    });
    yield head1.replace(/\/>$/, '>');
    const measures = dataSet.components.filter(({ role }) => role === 'measure').map((each) => each.id);
    if (observed === 'AllDimensions')
      for (const row of dataSet.rows) yield element('Obs', values([...inKey, ...measures, ...rest], row));
    else
      for (const [key, rows] of Map.groupBy(dataSet.rows, (row) => JSON.stringify(values(inKey, row)))) {
        const observations = rows
          .filter((row) => row.values[observed] !== undefined)
          .map((row) => element('Obs', values([observed, ...measures, ...rest], row)));
        yield element('Series', JSON.parse(key) as ReturnType<typeof values>, observations);
      }
    yield '</mes:DataSet>';
  }
  yield '</mes:StructureSpecificData>';
}
