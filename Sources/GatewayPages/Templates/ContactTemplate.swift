extension PageTemplate {
  /// The page for the public: one file without any other, in one language or in several.
  static let contactText = """
    <!doctype html>
    <html lang="{{{lang}}}" dir="{{{dir}}}">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="{{{policy}}}">
    <meta name="referrer" content="no-referrer">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{{title}}}</title>
    <style>{{{style}}}</style>
    </head>
    <body class="public">
    <header class="hero">
    <h1 class="name">{{{name}}}</h1>
    {{#hasChoice}}
    <nav aria-label="{{{languagesTitle}}}"><ul>
    {{#versions}}
    <li><a href="#{{{lang}}}" lang="{{{lang}}}" hreflang="{{{lang}}}">{{{ownName}}}</a></li>
    {{/versions}}
    </ul></nav>
    {{/hasChoice}}
    </header>
    <main>
    {{#versions}}
    <article id="{{{lang}}}" lang="{{{lang}}}" dir="{{{dir}}}">
    <h2 class="title">{{{w.contactTitle}}}</h2>
    <p class="lead">{{{w.contactIntro}}}</p>
    <section class="address">
    <div class="code">{{{picture}}}<p class="hint">{{{w.contactScan}}}</p></div>
    <div>
    <h3>{{{w.contactAddress}}}</h3>
    <p class="id"><code dir="ltr" translate="no">{{{id}}}</code></p>
    <p class="hint">{{{w.contactCopy}}}</p>
    <p><a class="button main" href="tox:{{{id}}}">{{{w.contactLink}}}</a></p>
    <p class="hint">{{{w.contactLinkHint}}}</p>
    <h3>{{{w.contactWords}}}</h3>
    <p class="words" dir="ltr" translate="no" lang="en">{{{checkWords}}}</p>
    <p class="hint">{{{w.contactWordsHint}}}</p>
    </div>
    </section>
    <section>
    <h3>{{{w.contactHow}}}</h3>
    <ol class="steps">
    <li>{{{w.contactStep1}}}</li>
    <li>{{{w.contactStep2}}}</li>
    <li>{{{w.contactStep3}}}</li>
    <li>{{{w.contactStep4}}}</li>
    </ol>
    </section>
    <div class="pair">
    <section class="card">
    <h3>{{{w.contactClients}}}</h3>
    <dl>
    <dt>{{{w.contactDesktop}}}</dt><dd><bdi dir="ltr" translate="no">qTox, uTox, Toxic</bdi></dd>
    <dt>{{{w.contactPhone}}}</dt><dd><bdi dir="ltr" translate="no">aTox, TRIfA (Android)</bdi></dd>
    </dl>
    </section>
    <section class="card">
    <h3>{{{w.contactTor}}}</h3>
    <p>{{{w.contactTorText}}}</p>
    <p><code dir="ltr" translate="no">SOCKS5 127.0.0.1:9050</code></p>
    <p class="hint">{{{w.contactTorNever}}}</p>
    </section>
    </div>
    <section class="card warn">
    <h3>{{{w.contactLimits}}}</h3>
    <ul>
    <li>{{{w.contactLimit1}}}</li>
    <li>{{{w.contactLimit2}}}</li>
    <li>{{{w.contactLimit3}}}</li>
    <li>{{{w.contactLimit4}}}</li>
    <li>{{{w.contactLimit5}}}</li>
    </ul>
    </section>
    <div class="pair">
    <section class="card">
    <h3>{{{w.contactReceipt}}}</h3>
    <p>{{{w.contactReceiptText}}}</p>
    </section>
    <section class="card">
    <h3>{{{w.contactFiles}}}</h3>
    <p>{{{w.contactFilesText}}}</p>
    </section>
    </div>
    <p class="hint">{{{w.contactFile}}}</p>
    </article>
    {{/versions}}
    </main>
    </body>
    </html>

    """
}
