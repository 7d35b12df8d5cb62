extension PageTemplate {
  /// What erasing takes along, before it is done.
  static let erasureText = """
    <section class="panel narrow">
    <h1>{{{t.eraseTitle}}}</h1>
    <p>{{{what}}}</p>
    <ul class="plainlist">
    {{#parts}}
    <li>{{{text}}}</li>
    {{/parts}}
    </ul>
    <p>{{{t.eraseNotes}}}</p>
    <p><strong>{{{t.eraseUndo}}}</strong></p>
    <form method="post" action="{{{path}}}" class="acts">
    {{{proofField}}}
    {{{fields}}}
    <button class="main danger" name="do" value="later">{{{later}}}</button>
    <button class="danger" name="do" value="now">{{{t.eraseNow}}}</button>
    <a class="button" href="{{{back}}}">{{{t.cancel}}}</a>
    </form>
    </section>
    """

  /// One long message as a whole.
  static let messageText = """
    <section class="panel">
    <p class="back"><a href="{{{back}}}"><bdi>{{{codename}}}</bdi></a></p>
    <h1>{{{t.wholeText}}}</h1>
    <p class="byline">{{{from}}} {{{time}}}</p>
    <div class="text" dir="auto">{{{html}}}</div>
    {{#isCut}}
    <p class="hint">{{{t.cutText}}}</p>
    {{/isCut}}
    </section>
    """

  static let auditText = """
    <section class="panel">
    <h1>{{{t.audit}}}</h1>
    <p>{{{t.auditHint}}}</p>
    <form method="get" action="/audit" class="acts">
    <label for="author">{{{t.member}}}</label>
    <input id="author" name="author" dir="auto" maxlength="64" value="{{{author}}}">
    <button class="quiet">{{{t.show}}}</button>
    </form>
    {{^hasRows}}
    <p class="empty">{{{t.noEntries}}}</p>
    {{/hasRows}}
    {{#table}}
    <div class="wide" tabindex="0" role="region" aria-label="{{{t.audit}}}">
    <table>
    <thead><tr><th scope="col">{{{t.time}}}</th><th scope="col">{{{t.member}}}</th>\
    <th scope="col">{{{t.way}}}</th><th scope="col">{{{t.action}}}</th>\
    <th scope="col">{{{t.about}}}</th><th scope="col" class="right">{{{t.count}}}</th>\
    <th scope="col">{{{t.detail}}}</th></tr></thead>
    <tbody>
    {{#rows}}
    <tr><td>{{{time}}}</td><td>{{{member}}}</td><td>{{{way}}}</td><td title="{{{name}}}">{{{action}}}</td>\
    <td>{{{about}}}</td><td class="right">{{{count}}}</td><td>{{{detail}}}</td></tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    {{/table}}
    <nav class="pages" aria-label="{{{t.older}}}">
    {{#older}}
    <a href="{{{path}}}" rel="next">{{{t.older}}}</a>
    {{/older}}
    </nav>
    </section>
    """

  static let statisticsText = """
    <section class="panel">
    <h1>{{{t.statistics}}}</h1>
    {{#charts}}
    <figure class="chart">
    <figcaption><h2>{{{title}}}</h2>{{#summary}}<p>{{{text}}}</p>{{/summary}}</figcaption>
    {{{picture}}}
    <details>
    <summary>{{{t.asTable}}}<span class="hidden">: {{{title}}}</span></summary>
    <table>
    <thead><tr><th scope="col">{{{column}}}</th><th scope="col" class="right">{{{unit}}}</th></tr></thead>
    <tbody>
    {{#rows}}
    <tr><td>{{{name}}}</td><td class="right">{{{value}}}</td></tr>
    {{/rows}}
    </tbody>
    </table>
    </details>
    </figure>
    {{/charts}}
    {{^charts}}
    <p class="empty">{{{t.noData}}}</p>
    {{/charts}}
    </section>
    """

  static let accountText = """
    <section class="panel medium">
    <h1>{{{t.account}}}</h1>
    <h2>{{{t.sessions}}}</h2>
    <p>{{{t.sessionsHint}}}</p>
    <ul class="cards">
    {{#rows}}
    <li>
    <p><strong>{{{browser}}}</strong>{{#isThis}} <span class="pill open">{{{t.thisSession}}}</span>{{/isThis}}</p>
    <p class="hint">{{{times}}}</p>
    {{^isThis}}
    <form method="post" action="/account/sessions/{{{id}}}/end">
    {{{proofField}}}
    <button class="quiet">{{{t.endSession}}}<span class="hidden"> {{{id}}}</span></button>
    </form>
    {{/isThis}}
    </li>
    {{/rows}}
    </ul>
    {{#passphrase}}
    <h2>{{{t.setPassphrase}}}</h2>
    <form method="post" action="/account/passphrase" class="stack">
    {{{proofField}}}
    <div class="field">
    <label for="current">{{{t.currentPassphrase}}}</label>
    <input id="current" name="current" type="password" autocomplete="current-password" maxlength="1024" required>
    </div>
    <div class="field">
    <label for="new">{{{t.newPassphrase}}}</label>
    <input id="new" name="new" type="password" autocomplete="new-password" maxlength="1024" aria-describedby="new-hint" required>
    <p class="hint" id="new-hint">{{{hint}}}</p>
    </div>
    <div class="field">
    <label for="again">{{{t.passphraseAgain}}}</label>
    <input id="again" name="again" type="password" autocomplete="new-password" maxlength="1024" required>
    </div>
    <button>{{{t.setPassphrase}}}</button>
    </form>
    {{/passphrase}}
    </section>
    """
}
