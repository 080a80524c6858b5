/** The style of the inbox: one column at 360 px, two from 60 rem on, light and dark. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f4ef, #16191a);
  --paper: light-dark(#ffffff, #1f2426);
  --ink: light-dark(#1c2321, #e9ecea);
  --quiet: light-dark(#5a645f, #a4afaa);
  --line: light-dark(#dcd8cd, #353c3e);
  --green: light-dark(#1d5c3f, #7fd0a6);
  --on-green: light-dark(#ffffff, #0d1f16);
  --blue: light-dark(#1f4f86, #9cc4f2);
  --bad: light-dark(#9d2118, #ff9d92);
  --good-ground: light-dark(#e2f0e8, #1d352a);
  --bad-ground: light-dark(#fbe6e3, #43201d);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--green); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
main { max-width: 76rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; z-index: 1; }
.quiet { color: var(--quiet); font-size: .9rem; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; border-radius: .25rem; }

.top { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; padding: .75rem 1rem; background: var(--paper); border-bottom: 1px solid var(--line); }
.brand { font-size: 1.2rem; font-weight: 700; text-decoration: none; }
.brand small { font-weight: 400; color: var(--quiet); }
.status { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0; }
.status dt { font-size: .75rem; color: var(--quiet); }
.status dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
.status .bad dd { color: var(--bad); }
.equation { margin: 0; padding: .5rem 1rem; border-bottom: 1px solid var(--line); font-size: .9rem; font-variant-numeric: tabular-nums; }
.equation span { margin-right: .35rem; }

.columns { display: grid; gap: 1.5rem; }
@media (min-width: 60rem) { .to-play { display: none; } .columns { grid-template-columns: minmax(0, 1fr) 19rem; } }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin-bottom: 1rem; }
.card p { margin: 0 0 .75rem; }
label { display: block; font-size: .85rem; color: var(--quiet); margin-bottom: .6rem; }
input, select { display: block; width: 100%; font: inherit; font-size: 1rem; color: var(--ink); background: var(--paper); border: 1px solid var(--quiet); border-radius: .4rem; padding: .45rem .6rem; min-height: 2.5rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
button { font: inherit; font-weight: 600; min-height: 2.5rem; padding: .45rem .9rem; border-radius: .4rem; border: 1px solid var(--green); background: transparent; color: var(--green); cursor: pointer; }
button.primary, .search button { background: var(--green); color: var(--on-green); }
.buttons { display: grid; grid-template-columns: repeat(3, 1fr); gap: .5rem; }
.buttons button { padding-inline: .25rem; font-size: .9rem; white-space: nowrap; }
.buttons button:first-child { grid-column: 1 / -1; background: var(--green); color: var(--on-green); }
.search { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; }
.search label { margin: 0; flex: 1 1 8rem; }
.search .grow { flex: 3 1 14rem; }
.said { padding: .6rem .9rem; border-radius: .5rem; background: var(--good-ground); margin: 0 0 1rem; }
.said.wrong { background: var(--bad-ground); color: var(--bad); }

.messages { list-style: none; margin: 0; padding: 0; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; }
.messages:empty { display: none; }
.messages li + li { border-top: 1px solid var(--line); }
.messages a { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr) auto; gap: .1rem .75rem; padding: .7rem 1rem; color: inherit; text-decoration: none; }
.messages a:hover { background: var(--ground); }
.messages a:focus-visible { outline-offset: -3px; }
.messages .to { font-weight: 600; }
.messages time { color: var(--quiet); font-size: .85rem; white-space: nowrap; }
.messages .subject { grid-column: 2 / -1; }
.messages .preheader { grid-column: 2 / -1; color: var(--quiet); font-size: .9rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.messages .campaign { grid-column: 2 / -1; font-size: .8rem; color: var(--quiet); }
.badge { font-size: .75rem; font-weight: 700; align-self: start; margin-top: .2rem; color: var(--green); }
.badge.sms { color: var(--blue); }
.pages { display: flex; justify-content: space-between; gap: 1rem; padding: 1rem 0; }
@media (max-width: 36rem) {
  .messages a { grid-template-columns: minmax(0, 1fr) auto; }
  .messages .to, .messages .subject, .messages .preheader, .messages .campaign { grid-column: 1 / -1; }
  .messages .badge { grid-row: 1; }
  .messages time { grid-row: 1; grid-column: 2; }
}

.crumbs { margin: 0 0 .75rem; }
.message { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem 1rem; }
.message > .preheader { color: var(--quiet); margin: -.5rem 0 1rem; }
.envelope, .headers { margin: 0 0 1rem; font-size: .9rem; }
.envelope div, .headers div { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .75rem; padding: .15rem 0; }
.headers div { grid-template-columns: minmax(7rem, 14rem) minmax(0, 1fr); border-top: 1px solid var(--line); }
.envelope dt, .headers dt { color: var(--quiet); }
.envelope dd, .headers dd { margin: 0; }
.tabs { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
.tabs a { padding: .4rem 0; text-decoration: none; border-bottom: 3px solid transparent; }
.tabs a[aria-current] { border-color: var(--green); font-weight: 600; }
.widths { display: flex; gap: 1.25rem; margin-left: auto; }
.screen iframe { display: block; width: 100%; height: 46rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; color-scheme: light; }
.screen.phone { width: calc(390px + 1.2rem); max-width: 100%; margin: 0 auto; border: .6rem solid light-dark(#22282a, #4a5356); border-radius: 1.8rem; overflow: hidden; }
.screen.phone iframe { border: 0; border-radius: 0; }
.plain { white-space: pre-wrap; font: .9rem/1.5 ui-monospace, monospace; margin: 0; max-height: 46rem; overflow: auto; }
.handset { max-width: 24rem; margin: 1rem auto 0; padding: 1.25rem 1rem; border: .6rem solid light-dark(#22282a, #4a5356); border-radius: 1.8rem; }
.handset .sender { text-align: center; color: var(--quiet); font-size: .85rem; margin: 0 0 .75rem; }
.bubble.hers { margin-left: 2rem; background: var(--ground); border-radius: 1.1rem 1.1rem .3rem 1.1rem; }
.bubble { background: var(--good-ground); border-radius: 1.1rem 1.1rem 1.1rem .3rem; padding: .7rem .9rem; margin: 0 0 .5rem; white-space: pre-wrap; }
`;
