extension PageTemplate {
  /// Around every page for the staff.
  static let layoutText = """
    <!doctype html>
    <html lang="{{{lang}}}" dir="{{{dir}}}"{{#theme}} data-theme="{{{name}}}"{{/theme}}>
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{{title}}}</title>
    <link rel="stylesheet" href="{{{stylePath}}}">
    {{#isLive}}
    <script src="{{{scriptPath}}}" defer></script>
    {{/isLive}}
    </head>
    <body class="{{{kind}}}"{{#isLive}} data-proof="{{{proof}}}" data-live="{{{livePath}}}"{{/isLive}}>
    <a class="skip" href="#main">{{{t.skip}}}</a>
    <header class="top">
    <a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Postern</a>
    {{#member}}
    <nav aria-label="{{{t.inbox}}}">
    <ul>
    {{#links}}
    <li><a href="{{{path}}}"{{#isHere}} aria-current="page"{{/isHere}}>{{{text}}}</a></li>
    {{/links}}
    </ul>
    </nav>
    {{#lock}}
    <form class="lock{{#isOpen}} open{{/isOpen}}" method="post" action="/lock">
    {{{proofField}}}
    <input type="hidden" name="next" value="{{{here}}}">
    {{#isOpen}}
    <span class="pill waiting">{{{t.unlocked}}}</span>
    <button class="main" data-locks>{{{t.lock}}}</button>
    {{/isOpen}}
    {{^isOpen}}
    <span class="pill closed">{{{t.locked}}}</span>
    <a class="button" href="{{{unlockPath}}}">{{{t.unlock}}}</a>
    {{/isOpen}}
    </form>
    {{/lock}}
    <form class="out" method="post" action="/sign-out">
    {{{proofField}}}
    <span class="me">{{{name}}}</span>
    <button class="quiet">{{{t.signOut}}}</button>
    </form>
    {{/member}}
    </header>
    {{#isLive}}
    <p id="live" class="live" role="status" hidden><a href="">{{{t.arrived}}} {{{t.reload}}}</a></p>
    {{/isLive}}
    {{#flash}}
    <p class="flash{{#isBad}} bad{{/isBad}}" role="{{#isBad}}alert{{/isBad}}{{^isBad}}status{{/isBad}}">\
    {{{text}}}</p>
    {{/flash}}
    <main id="main" tabindex="-1">
    {{{content}}}
    </main>
    <footer class="foot">
    <form method="post" action="/look">
    {{{proofField}}}
    <input type="hidden" name="back" value="{{{here}}}">
    <label for="language">{{{t.language}}}</label>
    <select id="language" name="language">
    {{#languages}}
    <option value="{{{code}}}" lang="{{{code}}}"{{#isChosen}} selected{{/isChosen}}>{{{name}}}</option>
    {{/languages}}
    </select>
    <label for="theme">{{{t.colours}}}</label>
    <select id="theme" name="theme">
    {{#themes}}
    <option value="{{{value}}}"{{#isChosen}} selected{{/isChosen}}>{{{text}}}</option>
    {{/themes}}
    </select>
    <button class="quiet">{{{t.change}}}</button>
    </form>
    {{#isLive}}
    <button type="button" class="quiet" data-shows-keys hidden>{{{t.keys}}}</button>
    {{/isLive}}
    {{#member}}
    <p class="utc">{{{t.utc}}}</p>
    {{/member}}
    </footer>
    {{#isLive}}
    <dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">{{{t.keys}}}</h2>
    <dl>
    <div><dt><kbd>j</kbd></dt><dd>{{{t.keyNext}}}</dd></div>
    <div><dt><kbd>k</kbd></dt><dd>{{{t.keyPrevious}}}</dd></div>
    <div><dt><kbd>/</kbd></dt><dd>{{{t.keySearch}}}</dd></div>
    <div><dt><kbd>r</kbd></dt><dd>{{{t.keyReply}}}</dd></div>
    <div><dt><kbd>e</kbd></dt><dd>{{{t.keyClose}}}</dd></div>
    <div><dt><kbd>?</kbd></dt><dd>{{{t.keyHelp}}}</dd></div>
    </dl>
    <label class="check"><input type="checkbox" id="keys-on"> {{{t.keysOn}}}</label>
    <form method="dialog"><button>{{{t.hide}}}</button></form>
    </dialog>
    {{/isLive}}
    </body>
    </html>

    """

  static let problemText = """
    <section class="panel narrow">
    <p class="number">{{{number}}}</p>
    <h1>{{{title}}}</h1>
    {{#reason}}
    <p>{{{text}}}</p>
    {{/reason}}
    {{#sentence}}
    <p lang="en" dir="ltr">{{{text}}}</p>
    {{/sentence}}
    <p><a class="button" href="/">{{{t.toInbox}}}</a></p>
    </section>
    """

  static let signInText = """
    <section class="panel narrow">
    <h1>{{{t.signIn}}}</h1>
    <p>{{{t.signInHint}}}</p>
    <form method="post" action="/sign-in" class="stack">
    {{{proofField}}}
    {{#next}}<input type="hidden" name="next" value="{{{path}}}">{{/next}}
    <h2>{{{t.withPassphrase}}}</h2>
    <div class="field">
    <label for="name">{{{t.name}}}</label>
    <input id="name" name="name" dir="auto" autocomplete="username" autocapitalize="none" \
    spellcheck="false" maxlength="64" required>
    </div>
    <div class="field">
    <label for="passphrase">{{{t.passphrase}}}</label>
    <input id="passphrase" name="passphrase" type="password" autocomplete="current-password" \
    maxlength="1024" required>
    </div>
    <div class="field">
    <label for="code">{{{t.code}}}</label>
    <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="8" \
    dir="ltr" aria-describedby="code-hint">
    <p class="hint" id="code-hint">{{{t.codeHint}}}</p>
    </div>
    <button class="main">{{{t.signIn}}}</button>
    </form>
    <form method="post" action="/sign-in" class="stack other">
    {{{proofField}}}
    {{#next}}<input type="hidden" name="next" value="{{{path}}}">{{/next}}
    <h2>{{{t.withToken}}}</h2>
    <div class="field">
    <label for="token">{{{t.token}}}</label>
    <input id="token" name="token" type="password" autocomplete="off" spellcheck="false" \
    maxlength="200" dir="ltr" aria-describedby="token-hint" required>
    <p class="hint" id="token-hint">{{{t.tokenHint}}}</p>
    </div>
    <button>{{{t.signIn}}}</button>
    </form>
    </section>
    """
}
