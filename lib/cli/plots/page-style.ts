/** One column on a phone, two where they fit; light, dark and on paper. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f5f2ea, #121516);
  --paper: light-dark(#fffdf9, #1b2022);
  --ink: light-dark(#1a2220, #e8ecea);
  --quiet: light-dark(#56605b, #a6b1ac);
  --line: light-dark(#dfdacd, #343c3e);
  --green: light-dark(#1d6b49, #74cfa1);
  --amber: light-dark(#b9541a, #f2a45f);
  --heat0: light-dark(#f0eee5, #22292b); --on0: light-dark(#3f4a45, #b9c3be);
  --heat1: light-dark(#dcebe0, #1f3a30); --on1: light-dark(#1a2220, #e8ecea);
  --heat2: light-dark(#bddcc8, #1f4c3a); --on2: light-dark(#1a2220, #e8ecea);
  --heat3: light-dark(#93c6a8, #246148); --on3: light-dark(#1a2220, #ffffff);
  --heat4: light-dark(#62a983, #2f7a5a); --on4: light-dark(#10201a, #ffffff);
  --heat5: light-dark(#2c7a55, #5bb88b); --on5: light-dark(#ffffff, #0c1a14);
  --heat6: light-dark(#12543a, #93e0b8); --on6: light-dark(#ffffff, #0c1a14);
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 17px/1.55 system-ui, sans-serif; }
main { max-width: 78rem; margin: 0 auto; padding: 3.5rem 1.5rem 5rem; }
header { max-width: 52rem; }
h1, h2, .lead, .number { font-family: "Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", Georgia, serif; font-weight: 500; }
h1 { font-size: clamp(2.2rem, 5vw, 3.4rem); line-height: 1.08; margin: 0 0 1.2rem; letter-spacing: -.015em; text-wrap: balance; }
h2 { font-size: clamp(1.5rem, 3vw, 2rem); line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; text-wrap: balance; }
h3 { font-size: 1rem; margin: 0 0 .2rem; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; max-width: 44rem; text-wrap: pretty; }
.over { font-size: .85rem; letter-spacing: .08em; text-transform: uppercase; color: var(--green); font-weight: 650; margin: 0 0 .8rem; }
.lead { font-size: 1.3rem; line-height: 1.45; }
.quiet, figcaption, .note { color: var(--quiet); font-size: .92rem; }
strong { font-weight: 650; }

.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); margin: 2.2rem 0 0; padding: 0; border-top: 2px solid var(--ink); border-bottom: 1px solid var(--line); }
.numbers div { padding: 1rem 1rem 1rem 0; }
.numbers dt { color: var(--quiet); font-size: .88rem; }
.numbers dd { margin: 0; font-variant-numeric: tabular-nums; }
.number { font-size: 2.1rem; line-height: 1.15; letter-spacing: -.02em; display: block; }
.numbers small { color: var(--quiet); font-size: .84rem; }

section { margin-top: 4.5rem; }
.pair { display: grid; gap: 1.5rem; }
@media (min-width: 64rem) { .pair { grid-template-columns: 1fr 1fr; } .pair.uneven { grid-template-columns: 7fr 5fr; } }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: 1.4rem 1.5rem 1.1rem; margin: 0; min-width: 0; }
.card figcaption { margin-bottom: .8rem; }
.card figcaption b { display: block; color: var(--ink); font-size: 1rem; }
.key { display: inline-block; width: .7em; height: .7em; border-radius: .15em; margin: 0 .3em 0 .1em; background: var(--green); }
.key.amber { background: var(--amber); }
svg { display: block; max-width: 100%; height: auto; overflow: visible; font-family: system-ui, sans-serif; }
svg text, svg tspan { white-space: pre; }
.narrow { display: none; }
@media (max-width: 40rem) {
  body { font-size: 16px; }
  main { padding: 2rem 1rem 3rem; }
  section { margin-top: 3.2rem; }
  .wide { display: none; }
  .narrow { display: block; }
  .card { padding: 1.1rem .75rem .9rem; }
  .card figcaption, .card > h3 { padding: 0 .25rem; }
  .numbers { grid-template-columns: 1fr 1fr; }
  .lead { font-size: 1.15rem; }
}

.card .note { margin: .9rem 0 .3rem; }
.gap { margin-top: 1.5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .5rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th.words, td.words { text-align: left; white-space: normal; min-width: 5rem; }
tbody th small { display: block; font-weight: 400; color: var(--quiet); white-space: normal; min-width: 9.5rem; }
thead th { color: var(--quiet); font-weight: 500; font-size: .85rem; border-bottom-color: var(--ink); }
tbody th { font-weight: 600; }
tr.chosen { background: color-mix(in srgb, var(--green) 12%, transparent); }
@media (max-width: 40rem) {
  tbody th { white-space: normal; overflow-wrap: anywhere; }
  table.stack, .stack tbody { display: block; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { display: grid; grid-template-columns: repeat(3, 1fr); gap: .35rem .7rem; padding: .65rem 0 .75rem; border-bottom: 1px solid var(--line); }
  .stack tbody th, .stack td { padding: 0; border: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .stack tbody th, .stack td.words { grid-column: 1 / -1; }
  .stack td::before { content: attr(data-head); display: block; color: var(--quiet); font-size: .8rem; line-height: 1.25; }
  .stack td:empty { display: none; }
}
details { margin-top: .9rem; font-size: .9rem; }
summary { cursor: pointer; color: var(--quiet); }
details table { margin-top: .5rem; font-size: .85rem; }
details th, details td { padding: .25rem .5rem; }
.warnings { border-left: 3px solid var(--amber); padding: .1rem 0 .1rem 1rem; margin: 1.4rem 0 0; list-style: none; max-width: 46rem; }
.warnings li { margin: .35rem 0; }
:focus-visible { outline: 3px solid var(--green); outline-offset: 2px; border-radius: .2rem; }
footer { margin-top: 4.5rem; padding-top: 1.2rem; border-top: 1px solid var(--line); }

@media print {
  :root { color-scheme: light; }
  body { background: #fff; font-size: 10.5pt; }
  main { padding: 0; max-width: none; }
  .card { border-color: #ccc; padding: .8rem; }
  .card, tr, h2, h2 + p { break-inside: avoid; }
  h2, h2 + p { break-after: avoid; }
  section { margin-top: 2rem; }
  .pair, .pair.uneven { grid-template-columns: 1fr 1fr; gap: .8rem; }
  .wide { display: block; } .narrow { display: none; }
  details { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
