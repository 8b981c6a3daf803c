/**
 * The page design in Typst. It never changes: what a publication says comes in as data (`sys.inputs.publication`,
 * JSON), so that no text of a person is ever read as a command.
 */
import { arabicSigns } from './fonts.ts';

export const template = String.raw`
#let data = json(bytes(sys.inputs.publication))
#let words = data.labels
#let rtl = data.language == "ar"
#let fonts = ((name: "Noto Naskh Arabic", covers: regex("${arabicSigns}")), "Noto Sans")
#let accent = rgb("#1f4e79")
#let quiet = rgb("#55606b")
#let rule = rgb("#d5dbe1")
#let size = if rtl { 11pt } else { 10pt }

#set document(
  title: data.title,
  description: data.subtitle,
  date: datetime(year: data.day.at(0), month: data.day.at(1), day: data.day.at(2)),
)
// A line is as high in one font as in the other, so that both stand on the same line.
#set text(font: fonts, fallback: false, size: size, top-edge: 0.72em, lang: data.language, fill: rgb("#1c2329"))
#set par(leading: if rtl { 0.85em } else { 0.7em }, spacing: 1.1em)
#set page(
  paper: "a4",
  margin: (x: 24mm, top: 26mm, bottom: 24mm),
  header: context if here().page() > 1 {
    set text(size: 0.8em, fill: quiet)
    block(width: 100%, stroke: (bottom: 0.5pt + rule), inset: (bottom: 5pt), data.running)
  },
  footer: context {
    set text(size: 0.8em, fill: quiet)
    let last = str(counter(page).final().first())
    align(end, words.page.replace("{pages}", last).replace("{page}", str(here().page())))
  },
)

#show link: set text(fill: accent)
#show footnote: set text(fill: accent)
#set footnote.entry(separator: line(length: 25%, stroke: 0.5pt + quiet), gap: 0.5em, indent: 0pt)
#show footnote.entry: set text(size: 0.8em)
#show footnote.entry: set par(leading: 0.55em)
#show heading: set text(fill: accent, weight: "bold")
#show heading: set block(sticky: true)
#show heading.where(level: 1): set text(size: 1.5em)
#show heading.where(level: 1): set block(above: 1.8em, below: 0.9em)
#show heading.where(level: 2): set text(size: 1.2em)
#show heading.where(level: 2): set block(above: 1.6em, below: 0.8em)
#show heading.where(level: 3): set text(size: 1em)
#show heading.where(level: 3): set block(above: 1.4em, below: 0.7em)
#show outline.entry.where(level: 1): set block(above: 0.9em)
#show outline.entry.where(level: 1): set text(weight: "bold")
#set outline.entry(fill: repeat(text(fill: rule)[.], gap: 0.25em))
#set list(tight: false, indent: 0.2em, body-indent: 0.7em, spacing: 0.75em, marker: text(fill: accent)[•])
#show list: set block(above: 1.1em, below: 1.1em)
#set enum(tight: false, body-indent: 0.7em, spacing: 0.7em)
#show figure: set block(above: 1.6em, below: 1.6em, width: 100%)
#show figure.where(kind: table): set block(breakable: true)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.caption: it => {
  set text(size: 0.9em, fill: quiet)
  set align(start)
  block(width: 100%, sticky: it.position == top, {
    text(weight: "bold", it.supplement + [ ] + context it.counter.display() + [. ])
    it.body
  })
}

#let run(it) = {
  if it.kind == "text" { it.text }
  else if it.kind == "strong" { strong(it.text) }
  else if it.kind == "emphasis" { emph(it.text) }
  else if it.kind == "link" { link(it.url, it.text) }
  else if it.kind == "mark" { super(link(label("reference-" + str(it.number)), "[" + str(it.number) + "]")) }
  else if it.kind == "reference" { link(label("reference-" + str(it.number)), "[" + str(it.number) + "]") }
  else if it.kind == "unverified" { [ ] + text(fill: rgb("#8a4b00"), "[" + words.unverified + "]") }
  else if it.kind == "note" { footnote(h(0.3em) + it.runs.map(run).join()) }
}
#let runs(them) = if them.len() == 0 { [] } else { them.map(run).join() }

#let block-of(it) = {
  if it.kind == "heading" { heading(level: it.level, it.text) }
  else if it.kind == "paragraph" { runs(it.runs) + parbreak() }
  else if it.kind == "list" { list(..it.items.map(runs)) }
  else if it.kind == "page break" { pagebreak(weak: true) }
  else if it.kind == "statement" {
    let side = if rtl { (right: 3pt + accent) } else { (left: 3pt + accent) }
    block(width: 100%, fill: rgb("#eef3f8"), stroke: side, inset: 12pt, above: 1.6em, below: 1.6em, breakable: false,
      text(size: 1.1em, runs(it.runs) + parbreak()))
  }
  else if it.kind == "figure" {
    figure(kind: image, supplement: words.figure, caption: runs(it.caption),
      image(bytes(it.svg), format: "svg", alt: it.alt, width: 100%))
  }
  else if it.kind == "table" {
    figure(kind: table, supplement: words.table, caption: runs(it.caption), {
      set text(size: 0.9em)
      set par(leading: 0.55em)
      table(
        columns: it.columns.map(column => column.share * 1fr),
        align: it.columns.map(column => if column.content == "figures" { right } else { start }),
        inset: (x: 5pt, y: 5pt),
        stroke: (x, y) => if y == 0 { (bottom: 1pt + accent) } else { (bottom: 0.5pt + rule) },
        table.header(repeat: true, ..it.columns.map(column => strong(column.header))),
        ..it.cells.map(runs),
      )
    })
  }
}

#block(width: 100%, stroke: (bottom: 1.5pt + accent), inset: (bottom: 14pt), below: 2em, {
  set par(leading: 0.5em)
  show title: set text(size: 2.2em, fill: accent, weight: "bold")
  show title: set block(below: 0.6em)
  title()
  if data.subtitle != none { text(size: 1.2em, data.subtitle + parbreak()) }
  text(size: 0.9em, fill: quiet, data.imprint.join(linebreak()) + parbreak())
})
#if data.stretches.any(them => them.blocks.any(it => it.kind == "heading")) {
  show outline: set heading(outlined: false)
  outline(title: words.contents, depth: 2, indent: 1.2em)
  pagebreak(weak: true)
}
#for them in data.stretches {
  let inner = them.blocks.map(block-of).join()
  if them.paper == "landscape" { page(flipped: true, inner) } else { inner }
}
#if data.references.len() > 0 {
  heading(level: 1, words.references)
  set text(size: 0.9em)
  for it in data.references [#enum.item(it.number)[#runs(it.runs)#label("reference-" + str(it.number))]]
}
`;
