/// The style sheets: one of the staff's pages, one within the contact page. Sides are logical, so
/// that a page in Arabic is the mirror of the others; no picture and no font is loaded.
public enum Style {
  /// For the staff's pages.
  public static let staff = palettes + base + frame + inbox + conversation + others
  /// For the page that the public sees.
  static let contact = palettes + base + contactPage

  /// Colours of the two themes: all text has a contrast of 4.5 and more to what is behind it, the
  /// edge of a field 3 and more.
  private static let light = """
    color-scheme:light;--paper:#f5f3ee;--panel:#fff;--ink:#1d2125;--soft:#565c63;--line:#dcd8cf;\
    --edge:#7f858b;--accent:#0b566b;--on-accent:#fff;--tint:#e4eff1;--ours:#e5f1ec;\
    --note:#fdf6dc;--new-bg:#d7ebf0;--new-ink:#06475a;--open-bg:#fcebc8;--open-ink:#644300;\
    --waiting-bg:#e7e5f6;--waiting-ink:#3c377c;--closed-bg:#e9e8e4;--closed-ink:#50555b;\
    --late-bg:#fbe1dd;--late-ink:#8b1a10;--danger:#9c1c12;--star:#8a5a00;
    """
  private static let dark = """
    color-scheme:dark;--paper:#121518;--panel:#1b2025;--ink:#e9e7e2;--soft:#a9b0b7;--line:#333a41;\
    --edge:#7d868f;--accent:#73c7d9;--on-accent:#06242c;--tint:#20323a;--ours:#1d312c;\
    --note:#302b1a;--new-bg:#12414f;--new-ink:#b5e4f0;--open-bg:#453209;--open-ink:#f6d694;\
    --waiting-bg:#312e58;--waiting-ink:#d2cff5;--closed-bg:#2c3238;--closed-ink:#bcc2c8;\
    --late-bg:#561d17;--late-ink:#ffc9c2;--danger:#ff9a8f;--star:#f0bd57;
    """

  private static let palettes = """
    :root{\(light)}
    @media (prefers-color-scheme:dark){:root:not([data-theme=light]){\(dark)}}
    :root[data-theme=dark]{\(dark)}

    """

  private static let base = """
    *{box-sizing:border-box}
    html{font:100%/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;\
    -webkit-text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);min-height:100vh}
    h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0}
    h1,h2,h3{line-height:1.25;text-wrap:balance;overflow-wrap:anywhere}
    h1{font-size:1.5rem;font-weight:650}
    h2{font-size:1.05rem;font-weight:650}
    a{color:var(--accent);text-underline-offset:.15em}
    code,kbd{font:.9em ui-monospace,"DejaVu Sans Mono","Noto Sans Mono",monospace}
    kbd{border:1px solid var(--edge);border-radius:.3rem;padding:.1rem .45rem;background:var(--paper)}
    bdi{unicode-bidi:isolate}
    :focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.2rem}
    main:focus{outline:none}
    .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);\
    white-space:nowrap}
    .hint{color:var(--soft);font-size:.875rem}
    button,.button{font:inherit;font-weight:600;line-height:1.3;min-height:2.5rem;\
    padding:.5rem 1rem;border:1px solid var(--accent);border-radius:.5rem;background:var(--panel);\
    color:var(--accent);cursor:pointer;display:inline-block;text-decoration:none;max-width:100%}
    button:hover,.button:hover{background:var(--tint)}
    button.main,.button.main{background:var(--accent);color:var(--on-accent)}
    button.main:hover,.button.main:hover{filter:brightness(1.12)}
    button.quiet{font-weight:500;border-color:var(--edge);color:var(--ink)}
    button.small,a.small,input.small{min-height:2rem;padding:.25rem .65rem;font-size:.875rem}
    button.main.danger{background:var(--danger);border-color:var(--danger);color:var(--panel)}

    """

  /// The header, the footer, forms and messages.
  private static let frame = """
    .skip{position:absolute;inset-inline-start:.5rem;top:-4rem;padding:.6rem 1rem;z-index:2;\
    background:var(--panel);border:2px solid var(--accent);border-radius:.5rem}
    .skip:focus{top:.5rem}
    .top{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;padding:.6rem 1.5rem;\
    background:var(--panel);border-block-end:1px solid var(--line)}
    .brand{display:flex;gap:.6rem;align-items:center;font-weight:700;font-size:1.1rem;\
    color:var(--ink);text-decoration:none;min-height:2.5rem}
    .mark{width:1.1rem;height:1.4rem;border:3px solid var(--accent);border-block-end-width:0;\
    border-radius:.6rem .6rem 0 0;position:relative}
    .mark::after{content:"";position:absolute;inset-inline-end:.05rem;top:.5rem;width:.22rem;\
    height:.22rem;border-radius:50%;background:var(--accent)}
    .top nav ul{display:flex;flex-wrap:wrap;gap:.25rem;list-style:none;padding:0}
    .top nav a{display:block;padding:.5rem .8rem;border-radius:.5rem;color:var(--ink);\
    text-decoration:none}
    .top nav a:hover{background:var(--tint)}
    .top nav a[aria-current]{background:var(--tint);color:var(--accent);font-weight:650}
    .out,.lock{display:flex;gap:.75rem;align-items:center}
    .lock,.top nav+.out{margin-inline-start:auto}
    .lock button,.lock .button{min-height:2.25rem;padding:.3rem .9rem}
    input[type=file]{width:100%;padding:.4rem}
    .me{color:var(--soft);max-width:12rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
    main,.flash,.live{max-width:76rem;margin-inline:auto}
    main{padding:1.25rem 1.5rem 2.5rem}
    .flash,.live{padding:.7rem 1rem;border-radius:.5rem;background:var(--tint);\
    border:1px solid var(--line);border-inline-start:4px solid var(--accent);margin-block-start:1rem;\
    width:calc(100% - 3rem);overflow-wrap:anywhere}
    .flash.bad{background:var(--late-bg);color:var(--late-ink);border-inline-start-color:currentColor}
    .live[hidden]{display:none}
    .foot{display:flex;flex-wrap:wrap;gap:1rem 2rem;align-items:center;justify-content:space-between;\
    max-width:76rem;margin-inline:auto;padding:1rem 1.5rem 2rem;color:var(--soft);font-size:.875rem;\
    border-block-start:1px solid var(--line)}
    .foot form{display:flex;flex-wrap:wrap;gap:.5rem .6rem;align-items:center}
    .foot button,.foot select{min-height:2rem;padding:.25rem .65rem;font-size:.875rem}
    label,.field label{font-weight:550}
    input,select,textarea{font:inherit;color:inherit;background:var(--panel);max-width:100%;\
    border:1px solid var(--edge);border-radius:.5rem;padding:.45rem .65rem;min-height:2.5rem}
    textarea{width:100%;resize:vertical;line-height:1.5}
    input[type=checkbox]{min-height:0;width:1.15rem;height:1.15rem;margin:0;accent-color:var(--accent)}
    ::placeholder{color:var(--soft);opacity:1}
    .stack{display:grid;gap:.7rem;justify-items:start}
    .stack>*{width:100%}
    .stack>button{width:auto}
    .field{display:grid;gap:.3rem}
    .panel{background:var(--panel);border:1px solid var(--line);border-radius:.75rem;padding:1.5rem;\
    display:grid;gap:1rem;grid-template-columns:minmax(0,1fr)}
    .narrow{max-width:34rem;margin:2rem auto;justify-items:stretch}
    .medium{max-width:46rem;margin-inline:auto}
    .panel.narrow .other{border-block-start:1px solid var(--line);padding-block-start:1.2rem}
    .number{font-size:2.6rem;font-weight:700;color:var(--accent);line-height:1}
    .acts{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
    dialog{border:1px solid var(--line);border-radius:.75rem;padding:1.5rem;background:var(--panel);\
    color:var(--ink);min-width:min(24rem,92vw)}
    dialog::backdrop{background:rgb(0 0 0/.5)}
    dialog dl{display:grid;gap:.5rem;margin-block:1rem}
    dialog dl div{display:flex;justify-content:space-between;gap:1.5rem;flex-direction:row-reverse}
    dialog .check{display:flex;gap:.6rem;align-items:center;margin-block-end:1rem;font-weight:400}
    .plainlist{padding-inline-start:1.25rem}
    @media (max-width:47rem){.top,main{padding-inline:1rem}.top{gap:.25rem .75rem}\
    .top nav{order:3;width:100%;overflow-x:auto}.top nav ul{flex-wrap:nowrap}\
    .top nav a{white-space:nowrap;padding-inline:.65rem}.flash,.live{width:calc(100% - 2rem)}\
    .me{max-width:8rem}.lock~.out .me{display:none}.lock{gap:.4rem}.lock .pill{display:none}\
    .panel{padding:1.1rem}.narrow{margin-block:1rem}.foot{padding-inline:1rem}}

    """
}
