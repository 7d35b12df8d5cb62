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
    <p><strong>{{{t.eraseForever}}}</strong></p>
    <form method="post" action="{{{path}}}" class="acts">
    {{{proofField}}}
    {{{fields}}}
    <button class="main danger">{{{t.eraseYes}}}</button>
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
    <tr><td>{{{time}}}</td><td>{{{member}}}</td><td>{{{way}}}</td><td><code>{{{action}}}</code></td>\
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

  static let sessionsText = """
    <section class="panel">
    <h1>{{{t.sessions}}}</h1>
    <p>{{{t.sessionsHint}}}</p>
    <ul class="cards">
    {{#rows}}
    <li>
    <p><strong>{{{member}}}</strong>{{#isThis}} <span class="pill open">{{{t.thisSession}}}</span>{{/isThis}}</p>
    <p class="hint">{{{times}}}</p>
    {{^isThis}}
    <form method="post" action="/sessions/{{{id}}}/end">
    {{{proofField}}}
    <button class="quiet">{{{t.endSession}}}<span class="hidden"> {{{id}}}</span></button>
    </form>
    {{/isThis}}
    </li>
    {{/rows}}
    </ul>
    {{#hasOthers}}
    <form method="post" action="/sessions/others/end">
    {{{proofField}}}
    <button>{{{t.endOthers}}}</button>
    </form>
    {{/hasOthers}}
    </section>
    """
}
