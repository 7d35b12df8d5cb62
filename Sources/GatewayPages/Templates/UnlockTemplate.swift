extension PageTemplate {
  static let unlockText = """
    <section class="panel narrow">
    <h1>{{{t.unlockTitle}}}</h1>
    <p>{{{hint}}}</p>
    {{^isOwn}}
    <p class="hint warn">{{{t.unlockWarning}}}</p>
    {{/isOwn}}
    <form method="post" action="/unlock" enctype="multipart/form-data" class="stack">
    {{{proofField}}}
    <input type="hidden" name="next" value="{{{next}}}">
    <div class="field">
    <label for="key">{{{t.keyFile}}}</label>
    <input id="key" name="key" type="file" aria-describedby="key-hint" required>
    <p class="hint" id="key-hint">{{{t.keyFileHint}}}</p>
    </div>
    <div class="field">
    <label for="key-passphrase">{{{t.keyPassphrase}}}</label>
    <input id="key-passphrase" name="passphrase" type="password" autocomplete="off" \
    maxlength="1024" aria-describedby="key-passphrase-hint">
    <p class="hint" id="key-passphrase-hint">{{{t.keyPassphraseHint}}}</p>
    </div>
    <button class="main">{{{t.unlock}}}</button>
    </form>
    </section>
    """

  /// Where one person alone signs in.
  static let ownSignInText = """
    <section class="panel narrow">
    <h1>{{{t.signIn}}}</h1>
    {{#link}}
    <p>{{{t.linkHint}}}</p>
    <form method="post" action="/sign-in" class="stack">
    {{{proofField}}}
    <input type="hidden" name="token" value="{{{secret}}}">
    <button class="main">{{{t.signIn}}}</button>
    </form>
    {{/link}}
    {{^link}}
    <p>{{{t.noLinkHint}}}</p>
    {{/link}}
    </section>
    """
}
