export const STYLE = `
:root {
  color-scheme: light dark;
  --line: light-dark(#e3e6eb, #262c36);
  --paper: light-dark(#ffffff, #14181f);
  --canvas: light-dark(#f6f7f9, #0f1216);
  --well: light-dark(#eceff3, #222832);
  --muted: light-dark(#5b6472, #96a0b0);
  --ink: light-dark(#171b22, #e6e9ef);
  --gold: light-dark(#bd8f16, #d9ab2c);
  --error: light-dark(#b42318, #ff8a80);
  --error-soft: light-dark(#fdf1f0, #2a1818);
  --warning: light-dark(#8a5a00, #f2c063);
  --warning-soft: light-dark(#fdf6e8, #292112);
  --ok: light-dark(#1b7a43, #6fd19a);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box }
body {
  margin: 0; background: var(--canvas); color: var(--ink);
  font: 14px/1.5 "Inter Variable", Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
.page { max-width: 1760px; margin: 0 auto; padding: 20px 24px 32px; display: grid; gap: 16px }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px }
h1 { font-size: 18px; margin: 0; font-weight: 600 }
h2 { font-size: 14px; margin: 0; font-weight: 600 }
.muted { color: var(--muted) }
.small { font-size: 12px }
.mono { font-family: var(--mono); font-size: 12px }
.grow { flex: 1 }
.state { display: inline-flex; align-items: center; gap: 6px; font-weight: 550 }
.state::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: currentColor }
.ok { color: var(--ok) } .bad { color: var(--error) } .warn { color: var(--warning) }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; min-width: 0 }
.panel > h2, .panel > .head { padding: 12px 16px; border-bottom: 1px solid var(--line) }
.head { display: flex; gap: 12px; align-items: baseline; justify-content: space-between }
.body { padding: 12px 16px }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 1px; overflow: hidden }
.fact { box-shadow: 0 0 0 1px var(--line); padding: 10px 16px; min-width: 0 }
.fact dt { color: var(--muted); font-size: 12px }
.fact dd { margin: 0; font-size: 16px; font-weight: 600; line-height: 1.4; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.fact dd + dd { font-size: 12px; font-weight: 400; color: var(--muted) }
dl { margin: 0 }
.notices { display: grid; gap: 8px; margin: 0; padding: 0; list-style: none }
.notice { padding: 10px 16px; border-radius: 8px; border: 1px solid var(--line); border-left: 3px solid var(--warning); background: var(--warning-soft) }
.notice.bad { border-left-color: var(--error); background: var(--error-soft); color: inherit }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 368px; gap: 16px; align-items: start }
.side { display: grid; gap: 16px }
.scroll { overflow: auto; max-height: 860px; border-radius: 0 0 8px 8px }
.scroll:focus-visible { outline: 2px solid var(--gold); outline-offset: -2px }
table { border-collapse: collapse; width: 100% }
th { position: sticky; top: 0; background: var(--paper); box-shadow: inset 0 -1px var(--line); text-align: left; font-size: 12px; font-weight: 550; color: var(--muted); padding: 8px 10px; white-space: nowrap; z-index: 1 }
td { padding: 7px 10px; border-top: 1px solid var(--line); white-space: nowrap }
tbody tr:first-child td { border-top: 0 }
td.words { white-space: normal; min-width: 11em }
td.repo { max-width: clamp(12em, 17vw, 30em); overflow: hidden; text-overflow: ellipsis }
.number { text-align: right }
.weight { display: inline-flex; align-items: center; gap: 8px }
.weight svg { width: 56px; height: 6px; background: var(--well); border-radius: 3px }
.weight rect { fill: var(--gold) }
.rows { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0 }
.rows dt { color: var(--muted); white-space: nowrap } .rows dd { margin: 0; text-align: right; min-width: 0; overflow-wrap: anywhere }
.run { display: grid; gap: 2px; padding: 8px 0 }
.run + .run { border-top: 1px solid var(--line) }
.run .head { align-items: center }
progress { width: 100%; height: 6px; appearance: none; border: 0; background: var(--well); border-radius: 3px; overflow: hidden }
progress::-webkit-progress-bar { background: var(--well) }
progress::-webkit-progress-value { background: var(--gold) }
progress::-moz-progress-bar { background: var(--gold) }
.curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 1px; border-radius: 0 0 8px 8px; overflow: hidden }
.curve { margin: 0; box-shadow: 0 0 0 1px var(--line); padding: 12px 16px; min-width: 0 }
.curve figcaption { display: flex; justify-content: space-between; gap: 8px; font-size: 12px; white-space: nowrap }
.curve svg { display: block; width: 100%; height: 84px; margin: 6px 0 2px; overflow: visible }
.curve path { fill: none; stroke: var(--gold); stroke-width: 1.5; stroke-linejoin: round; vector-effect: non-scaling-stroke }
.curve line { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke }
.curve line.eval { stroke: var(--ok); stroke-width: 1.5; stroke-dasharray: 4 3 }
.axis { display: flex; justify-content: space-between }
.key { display: flex; flex-wrap: wrap; gap: 4px 12px; font-size: 12px; color: var(--muted) }
.key i { display: inline-block; width: 14px; border-top: 2px solid var(--gold); vertical-align: middle; margin-right: 6px }
.key i.eval { border-top: 2px dashed var(--ok) }
.empty { padding: 20px 16px; color: var(--muted) }
body.stale .page { opacity: 0.6 }
#stale { position: fixed; inset: auto 0 0; padding: 8px 24px; background: var(--error-soft); color: var(--error); border-top: 1px solid var(--line) }
@media (max-width: 1100px) { .columns { grid-template-columns: minmax(0, 1fr) } }
`;
