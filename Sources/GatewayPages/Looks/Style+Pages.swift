extension Style {
  static let inbox = """
    .columns{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:1.75rem;align-items:start}
    .side{display:grid;gap:1.1rem;grid-template-columns:minmax(0,1fr);min-width:0}
    .search,.by-label{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.3rem .5rem}
    .search label{grid-column:1/-1}
    .search input{width:100%;min-width:0}
    .choices{list-style:none;padding:0;display:grid;gap:.1rem}
    .choices li.first{margin-block-start:.6rem;padding-block-start:.6rem;\
    border-block-start:1px solid var(--line)}
    .choices a{display:block;padding:.45rem .75rem;border-radius:.5rem;color:var(--ink);\
    text-decoration:none}
    .choices a:hover{background:var(--tint)}
    .choices a[aria-current]{background:var(--tint);color:var(--accent);font-weight:650}
    .by-label label{grid-column:1/-1}
    .by-label input{width:100%;min-width:0}
    .head{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;margin-block-end:.9rem}
    .head .count{color:var(--soft)}
    .empty{padding:2.5rem 1.5rem;text-align:center;color:var(--soft);background:var(--panel);\
    border:1px dashed var(--edge);border-radius:.75rem;display:grid;gap:.5rem}
    .tips{list-style:none;padding:0;background:var(--panel);border:1px solid var(--line);\
    border-radius:.75rem;overflow:hidden}
    .tip{display:grid;grid-template-columns:auto auto minmax(0,1fr);align-items:start;\
    border-block-end:1px solid var(--line);padding-inline-start:.4rem;\
    border-inline-start:4px solid transparent}
    .tip:last-child{border-block-end:0}
    .tip:hover{background:var(--tint)}
    .tip.unread{border-inline-start-color:var(--accent)}
    .matches .tip,.plain .tip{grid-template-columns:minmax(0,1fr)}
    .pick{display:grid;place-items:center;width:2.25rem;height:3rem;position:relative}
    .star{border:0;background:none;width:2rem;height:3rem;min-height:0;padding:0;\
    font-size:1.2rem;font-weight:400;color:var(--soft)}
    .star.on{color:var(--star)}
    .star:hover{background:none;color:var(--star)}
    .go{display:grid;grid-template-columns:auto minmax(0,1fr) auto;gap:.1rem .6rem;\
    padding:.7rem 1rem .75rem .5rem;color:inherit;text-decoration:none}
    [dir=rtl] .go{padding:.7rem .5rem .75rem 1rem}
    .matches .go,.plain .go{padding-inline:1rem}
    .who{font-weight:550}
    .unread .who{font-weight:750}
    .calls{color:var(--soft);overflow:hidden;text-overflow:ellipsis;white-space:nowrap;\
    overflow-wrap:anywhere}
    .when{grid-column:3;grid-row:1;color:var(--soft);font-size:.875rem;white-space:nowrap}
    .snippet{grid-column:1/-1;grid-row:2;color:var(--soft);display:-webkit-box;overflow:hidden;\
    -webkit-box-orient:vertical;-webkit-line-clamp:2;overflow-wrap:anywhere;text-align:start}
    .unread .snippet{color:var(--ink)}
    .marks{grid-column:1/-1;grid-row:3;display:flex;flex-wrap:wrap;gap:.3rem .5rem;\
    align-items:center;margin-block-start:.35rem}
    .pill{font-size:.8125rem;line-height:1.35;padding:.1rem .6rem;border-radius:1rem;\
    max-width:100%;overflow:hidden;text-overflow:ellipsis;display:inline-block;vertical-align:middle}
    .pill.new{background:var(--new-bg);color:var(--new-ink)}
    .pill.open{background:var(--open-bg);color:var(--open-ink)}
    .pill.waiting{background:var(--waiting-bg);color:var(--waiting-ink)}
    .pill.closed{background:var(--closed-bg);color:var(--closed-ink)}
    .pill.late{background:var(--late-bg);color:var(--late-ink)}
    .pill.plain,.pill.tag{border:1px solid var(--edge);padding-block:.03rem}
    .pill.tag{border-radius:.35rem}
    .marks .small{font-size:.8125rem;color:var(--soft)}
    .bulk{position:sticky;bottom:0;display:flex;flex-wrap:wrap;gap:.5rem .6rem;align-items:center;\
    padding:.7rem 1rem;margin-block-start:.75rem;background:var(--panel);\
    border:1px solid var(--line);border-radius:.75rem;box-shadow:0 .25rem 1rem rgb(0 0 0/.08)}
    .pages{display:flex;gap:1.5rem;justify-content:space-between;margin-block-start:1rem}
    .pages a{padding:.4rem 0}
    @media (max-width:47rem){.columns{grid-template-columns:minmax(0,1fr);gap:1rem}\
    .choices{display:flex;flex-wrap:wrap;gap:.35rem}\
    .choices li.first{margin:0;padding:0;border:0}\
    .choices a{white-space:nowrap;border:1px solid var(--line);background:var(--panel);\
    border-radius:1.25rem;padding-block:.4rem}\
    .columns .by-label{grid-template-columns:auto minmax(0,1fr) auto;align-items:center}\
    .by-label label{grid-column:auto}.bulk select{flex:1;min-width:0}\
    .pick{width:2.1rem}.star{width:1.75rem}}

    """

  static let conversation = """
    .talk{grid-template-columns:minmax(0,1fr) 19rem}
    .talk .head{display:grid;gap:.2rem}
    .thread{min-width:0}
    .back a{text-decoration:none}
    .back a:hover{text-decoration:underline}
    .items{list-style:none;padding:0;display:grid;gap:.9rem;margin-block-end:1.25rem}
    .item{max-width:min(42rem,88%);background:var(--panel);border:1px solid var(--line);\
    border-radius:.25rem .9rem .9rem .9rem;padding:.65rem .95rem;justify-self:start;min-width:0}
    [dir=rtl] .item{border-radius:.9rem .25rem .9rem .9rem}
    .item.ours{justify-self:end;background:var(--ours);border-radius:.9rem .25rem .9rem .9rem}
    [dir=rtl] .item.ours{border-radius:.25rem .9rem .9rem .9rem}
    .item.event{justify-self:center;background:none;border-style:dashed;border-radius:.6rem}
    .byline{font-size:.875rem;color:var(--soft);display:flex;flex-wrap:wrap;gap:.1rem .6rem;\
    align-items:center}
    .byline .from{font-weight:650;color:var(--ink)}
    .text{white-space:pre-wrap;overflow-wrap:anywhere;text-align:start;margin-block:.2rem}
    .sealed{font-style:italic;color:var(--soft);margin-block:.2rem}
    .delivery{font-size:.875rem;color:var(--soft);margin-block-start:.25rem}
    .delivery.received{color:var(--accent)}
    .delivery.failed{color:var(--danger);font-weight:600}
    .leaving{font-size:.875rem;color:var(--danger);font-weight:600}
    form.flash{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;width:100%;margin-block:0 1rem}
    button.danger:not(.main){border-color:var(--danger);color:var(--danger)}
    .file{border:1px solid var(--edge);border-radius:.6rem;padding:.7rem .85rem;margin-block:.4rem;\
    display:grid;gap:.45rem;background:var(--panel)}
    .file a.small{padding:.4rem 0}
    .file .name{display:flex;gap:.6rem;align-items:center;font-weight:600;overflow-wrap:anywhere}
    .sheet{flex:none;width:1.1rem;height:1.4rem;border:2px solid var(--soft);border-radius:.15rem;\
    border-start-end-radius:.5rem}
    .warn{border-inline-start:4px solid var(--star);padding-inline-start:.7rem}
    .more{margin-block-start:.3rem}
    .more summary{cursor:pointer;font-size:.875rem;color:var(--soft);display:inline-block;\
    padding:.25rem .5rem;margin-inline-start:-.5rem;border-radius:.4rem;list-style-position:inside}
    .more summary:hover{background:var(--tint)}
    .more input{width:9rem}
    .more .acts{margin-block-start:.4rem}
    .danger a,a.danger{color:var(--danger)}
    .answering{min-height:1.5rem;color:var(--soft);font-style:italic}
    .reply{display:grid;gap:.5rem;background:var(--panel);border:1px solid var(--line);\
    border-radius:.75rem;padding:1rem}
    .reply label,.canned label{font-weight:650}
    .canned{margin-block-start:.75rem}
    .canned select{flex:1;min-width:8rem}
    .facts{background:var(--panel);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem}
    .facts dl{display:grid;gap:.55rem}
    .facts dt{font-size:.875rem;color:var(--soft)}
    .facts dd{overflow-wrap:anywhere}
    .facts h2:not(:first-child){padding-block-start:1rem;border-block-start:1px solid var(--line)}
    .facts .acts input,.facts .acts select{flex:1 1 8rem;min-width:0}
    .facts .acts label,.facts .acts .hint{width:100%}
    .note{background:var(--note);border-radius:.5rem;padding:.65rem .8rem;display:grid;gap:.25rem}
    @media (max-width:60rem){.talk{grid-template-columns:minmax(0,1fr)}.item{max-width:94%}}

    """

  static let others = """
    .wide{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.9375rem}
    th,td{text-align:start;padding:.5rem .75rem;border-block-end:1px solid var(--line);\
    vertical-align:top}
    .wide table{min-width:46rem}
    td{overflow-wrap:break-word}
    th{font-size:.875rem;color:var(--soft);white-space:nowrap}
    .right{text-align:end;font-variant-numeric:tabular-nums}
    .cards{list-style:none;padding:0;display:grid;gap:.75rem}
    .cards li{border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1rem;display:grid;gap:.35rem}
    .cards button{justify-self:start}
    .cards h2{display:flex;flex-wrap:wrap;gap:.3rem .6rem;align-items:center}
    .sessions{list-style:none;padding:0;display:grid;gap:.4rem}
    .sessions:not(:has(li)){display:none}
    .cards .sessions li{border:0;padding:0}
    .chart{display:grid;gap:.6rem;padding-block:1rem;border-block-start:1px solid var(--line)}
    .chart svg{width:100%;height:auto;max-width:56rem;display:block}
    .chart .bar{fill:var(--accent)}
    .chart .rest{fill:var(--edge)}
    .chart .axis{stroke:var(--line)}
    .chart text{fill:var(--soft);font-size:13px;font-family:inherit}
    .chart .value{fill:var(--ink);font-weight:600}
    .chart summary{cursor:pointer;color:var(--accent);padding:.25rem 0}
    .chart table{max-width:30rem}
    @media (max-width:47rem){.chart text{font-size:24px}}

    """

  /// The page that the public sees.
  static let contactPage = """
    .public{line-height:1.6}
    .public .name{font:650 1.15rem/1.3 inherit;font-size:1.15rem;letter-spacing:.01em}
    .hero{display:flex;flex-wrap:wrap;gap:.75rem 2rem;align-items:center;\
    justify-content:space-between;max-width:60rem;margin-inline:auto;padding:1.25rem 1.5rem;\
    border-block-end:1px solid var(--line)}
    .hero ul{display:flex;flex-wrap:wrap;gap:.25rem .5rem;list-style:none;padding:0}
    .hero a{display:block;padding:.35rem .7rem;border-radius:1rem;border:1px solid var(--line)}
    .hero a:hover{background:var(--tint)}
    .public main{max-width:60rem;margin-inline:auto;padding:0 1.5rem}
    article{display:grid;gap:1.75rem;padding-block:2.5rem;grid-template-columns:minmax(0,1fr)}
    article+article{border-block-start:3px solid var(--line)}
    article:target{scroll-margin-top:0}
    .title{font:650 2.1rem/1.2 Charter,"Bitstream Charter","Noto Serif",Georgia,serif}
    .lead{font-size:1.125rem;max-width:44rem}
    .public h3{font-size:1.1rem;margin-block-end:.6rem}
    .address{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:2rem;align-items:start;\
    background:var(--panel);border:1px solid var(--line);border-radius:.9rem;padding:1.5rem}
    .address p+h3{margin-block-start:1.25rem}
    .address p+p{margin-block-start:.5rem}
    .code svg{width:100%;height:auto;display:block;border-radius:.4rem}
    .code .hint{text-align:center;margin-block-start:.5rem}
    .id code{display:block;font-size:1rem;line-height:1.6;word-break:break-all;user-select:all;\
    padding:.7rem .85rem;border:1px dashed var(--edge);border-radius:.5rem;background:var(--paper);\
    text-align:left}
    .words{font:600 1.05rem/1.7 ui-monospace,"DejaVu Sans Mono",monospace}
    [dir=rtl] .words{text-align:right}
    .steps{padding-inline-start:0;list-style:none;counter-reset:step;display:grid;gap:.9rem;\
    max-width:46rem}
    .steps li{counter-increment:step;display:grid;grid-template-columns:2.2rem minmax(0,1fr);\
    gap:.9rem;align-items:start}
    .steps li::before{content:counter(step);width:2.2rem;height:2.2rem;border-radius:50%;\
    display:grid;place-items:center;font-weight:700;background:var(--accent);color:var(--on-accent)}
    .pair{display:grid;grid-template-columns:1fr 1fr;gap:1.25rem}
    .card{background:var(--panel);border:1px solid var(--line);border-radius:.9rem;padding:1.25rem 1.4rem}
    .card.warn{border-inline-start:5px solid var(--star)}
    .card ul{padding-inline-start:1.2rem;display:grid;gap:.5rem}
    .card dt{color:var(--soft);font-size:.9rem}
    .card dd+dt{margin-block-start:.6rem}
    .card p+p{margin-block-start:.6rem}
    @media (max-width:44rem){.address,.pair{grid-template-columns:minmax(0,1fr)}\
    .code{max-width:17rem;margin-inline:auto}.title{font-size:1.7rem}\
    .hero,.public main{padding-inline:1rem}.address{padding:1.1rem}article{padding-block:1.75rem;gap:1.4rem}}
    @media print{:root{color-scheme:light}.hero nav,.button{display:none}}

    """
}
