extension PageTemplate {
  static let staffText = """
    <section class="panel medium">
    <h1>{{{t.staff}}}</h1>
    {{^hasMembers}}
    <p class="empty">{{{t.noMembers}}}</p>
    {{/hasMembers}}
    <ul class="cards">
    {{#members}}
    <li>
    <h2>{{{name}}} <span class="pill open">{{{role}}}</span>\
    {{#hasCode}} <span class="pill plain">{{{t.withCodes}}}</span>{{/hasCode}}</h2>
    <p class="hint">{{{last}}}</p>
    {{#lacksPassphrase}}
    <p class="hint warn">{{{t.lacksPassphrase}}}</p>
    {{/lacksPassphrase}}
    <form method="post" action="/staff/role" class="acts">
    {{{proofField}}}
    <input type="hidden" name="name" value="{{{value}}}">
    <label for="role-{{{number}}}">{{{t.role}}}</label>
    <select id="role-{{{number}}}" name="role">
    {{#roles}}
    <option value="{{{value}}}"{{#isChosen}} selected{{/isChosen}}>{{{text}}}</option>
    {{/roles}}
    </select>
    <button class="quiet">{{{t.save}}}<span class="hidden"> {{{name}}}</span></button>
    </form>
    <details class="more">
    <summary>{{{t.setPassphrase}}}<span class="hidden"> {{{name}}}</span></summary>
    <form method="post" action="/staff/passphrase" class="stack">
    {{{proofField}}}
    <input type="hidden" name="name" value="{{{value}}}">
    <div class="field">
    <label for="new-{{{number}}}">{{{t.newPassphrase}}}</label>
    <input id="new-{{{number}}}" name="new" type="password" autocomplete="new-password" maxlength="1024" required>
    </div>
    <div class="field">
    <label for="again-{{{number}}}">{{{t.passphraseAgain}}}</label>
    <input id="again-{{{number}}}" name="again" type="password" autocomplete="new-password" maxlength="1024" required>
    </div>
    <p class="hint">{{{passphraseText}}} {{{t.tellPassphrase}}}</p>
    <button class="quiet">{{{t.setPassphrase}}}<span class="hidden"> {{{name}}}</span></button>
    </form>
    </details>
    <details class="more">
    <summary>{{{removeText}}}</summary>
    <form method="post" action="/staff/remove" class="stack">
    {{{proofField}}}
    <input type="hidden" name="name" value="{{{value}}}">
    <p>{{{t.removeHint}}}</p>
    <button class="danger">{{{removeText}}}</button>
    </form>
    </details>
    {{> staff-sessions}}
    </li>
    {{/members}}
    </ul>
    {{#tokens}}
    <h2>{{{t.tokenSessions}}}</h2>
    {{> staff-sessions}}
    {{/tokens}}
    <h2>{{{t.addMember}}}</h2>
    <form method="post" action="/staff/add" class="stack">
    {{{proofField}}}
    <div class="field">
    <label for="name">{{{t.name}}}</label>
    <input id="name" name="name" dir="auto" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="64" required>
    </div>
    <div class="field">
    <label for="role">{{{t.role}}}</label>
    <select id="role" name="role" aria-describedby="role-hint">
    {{#roles}}
    <option value="{{{value}}}"{{#isChosen}} selected{{/isChosen}}>{{{text}}}</option>
    {{/roles}}
    </select>
    <p class="hint" id="role-hint">{{{t.roleHint}}}</p>
    </div>
    <div class="field">
    <label for="first">{{{t.firstPassphrase}}}</label>
    <input id="first" name="new" type="password" autocomplete="new-password" maxlength="1024" aria-describedby="first-hint" required>
    </div>
    <div class="field">
    <label for="first-again">{{{t.passphraseAgain}}}</label>
    <input id="first-again" name="again" type="password" autocomplete="new-password" maxlength="1024" required>
    </div>
    <p class="hint" id="first-hint">{{{passphraseText}}} {{{t.tellPassphrase}}}</p>
    <button>{{{t.addMember}}}</button>
    </form>
    </section>
    """

  /// Where a member, or the tokens, are signed in.
  static let staffSessionsText = """
    <ul class="sessions">
    {{#sessions}}
    <li>
    <form method="post" action="/staff/sessions/{{{id}}}/end" class="acts">
    {{{proofField}}}
    <span><bdi>{{{browser}}}</bdi>{{#isThis}} <span class="pill open">{{{t.thisSession}}}</span>{{/isThis}} \
    <span class="hint">{{{name}}} · {{{times}}}</span></span>
    {{^isThis}}
    <button class="quiet small">{{{t.endSession}}}<span class="hidden"> {{{id}}}</span></button>
    {{/isThis}}
    </form>
    </li>
    {{/sessions}}
    </ul>
    """
}
