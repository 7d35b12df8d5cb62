extension PageTemplate {
  static let conversationText = """
    <div class="columns talk" data-conversation="{{{codename}}}">
    <section class="thread">
    <div class="head">
    <p class="back"><a href="/">{{{t.back}}}</a></p>
    <h1><bdi>{{{codename}}}</bdi></h1>
    {{#calls}}
    <p class="calls">{{{text}}}</p>
    {{/calls}}
    </div>
    {{#warning}}
    <p class="flash bad" role="status">{{{text}}}</p>
    {{/warning}}
    {{#erasing}}
    <form method="post" action="{{{path}}}/keep" class="flash bad">
    {{{proofField}}}
    <p>{{{text}}}</p>
    {{#mayChange}}
    <button class="small">{{{t.keepAll}}}</button>
    {{/mayChange}}
    </form>
    {{/erasing}}
    {{#earlier}}
    <p class="pages"><a href="{{{path}}}" rel="prev">{{{t.earlier}}}</a></p>
    {{/earlier}}
    {{^hasItems}}
    <p class="empty">{{{t.noMessages}}}</p>
    {{/hasItems}}
    <form method="post" id="act">{{{proofField}}}</form>
    <ol class="items">
    {{#items}}
    {{> item}}
    {{/items}}
    </ol>
    {{#later}}
    <p class="pages"><a href="{{{path}}}">{{{t.newest}}}</a></p>
    {{/later}}
    <p id="answering" class="answering" role="status">{{#answering}}{{{text}}}{{/answering}}</p>
    {{> reply}}
    </section>
    <aside class="side facts">
    <h2>{{{t.actions}}}</h2>
    <dl>
    <div><dt>{{{t.status}}}</dt><dd><span class="pill {{{statusClass}}}">{{{status}}}</span> {{{since}}}</dd></div>
    <div><dt>{{{t.assignedTo}}}</dt><dd>{{{assignee}}}</dd></div>
    {{#labels}}
    <div><dt>{{{t.tags}}}</dt><dd>{{#all}}<span class="pill tag">{{{label}}}</span> {{/all}}</dd></div>
    {{/labels}}
    </dl>
    {{#mayChange}}
    <form method="post" action="{{{path}}}/change" class="acts">
    {{{proofField}}}
    {{#acts}}
    <button class="quiet" name="change" value="{{{value}}}"{{#isClosing}} data-key="e"{{/isClosing}}>{{{text}}}</button>
    {{/acts}}
    </form>
    {{#canAssign}}
    <form method="post" action="{{{path}}}/change" class="acts">
    {{{proofField}}}
    <label for="assign">{{{t.assignTo}}}</label>
    <select id="assign" name="change">
    {{#members}}
    <option value="assign:{{{value}}}">{{{text}}}</option>
    {{/members}}
    </select>
    <button class="quiet">{{{t.assign}}}</button>
    </form>
    {{/canAssign}}
    {{/mayChange}}
    {{#mayLabel}}
    <form method="post" action="{{{path}}}/labels" class="acts">
    {{{proofField}}}
    <label for="new-label">{{{t.setLabel}}}</label>
    <input id="new-label" name="labels" dir="auto" maxlength="400" value="{{{labelsLine}}}" aria-describedby="label-hint">
    <p class="hint" id="label-hint">{{{t.labelHint}}}</p>
    <button class="quiet">{{{t.save}}}</button>
    </form>
    {{/mayLabel}}
    {{#mayChange}}
    <h2 id="notes">{{{t.notes}}}</h2>
    {{#notes}}
    <article class="note">
    <p class="byline">{{{author}}} {{{time}}}</p>
    <p class="text" dir="auto">{{{text}}}</p>
    <form method="post" action="{{{erasePath}}}">
    {{{proofField}}}
    <input type="hidden" name="contact" value="{{{codename}}}">
    <button class="quiet small" aria-label="{{{t.eraseNote}}}">{{{t.eraseNote}}}</button>
    </form>
    </article>
    {{/notes}}
    <form method="post" action="{{{path}}}/notes" class="stack">
    {{{proofField}}}
    <label for="note">{{{t.note}}}</label>
    <textarea id="note" name="text" rows="3" dir="auto" maxlength="16384" aria-describedby="note-hint" required></textarea>
    <p class="hint" id="note-hint">{{{t.noteHint}}}</p>
    <button>{{{t.addNote}}}</button>
    </form>
    <p class="danger"><a href="{{{path}}}/erase">{{{t.eraseConversation}}}</a></p>
    {{/mayChange}}
    </aside>
    </div>
    """

  /// One message, answer, file or notice.
  static let itemText = """
    <li class="item {{{side}}}" id="m{{{id}}}" data-row tabindex="-1">
    <p class="byline"><span class="from">{{{from}}}</span> {{{time}}}\
    {{#label}} <span class="pill tag">{{{text}}}</span>{{/label}}\
    {{#isClosed}} <span class="pill closed">{{{t.statusClosed}}}</span>{{/isClosed}}</p>
    {{#encryption}}
    <p class="hint">{{{text}}}</p>
    {{/encryption}}
    {{#isSealed}}
    <p class="sealed">{{{sealedText}}}</p>
    {{/isSealed}}
    {{#text}}
    <div class="text" dir="auto">{{{html}}}</div>
    {{/text}}
    {{#whole}}
    <p class="hint">{{{t.cutText}}} <a href="{{{path}}}">{{{t.wholeText}}}</a></p>
    {{/whole}}
    {{#file}}
    <div class="file">
    <p class="name"><span class="sheet" aria-hidden="true"></span><span>{{{name}}}</span></p>
    {{#claimed}}
    <p class="hint">{{{text}}}</p>
    {{/claimed}}
    <p class="hint">{{{details}}}</p>
    {{#download}}
    <p class="hint warn">{{{t.fileWarning}}}</p>
    <p class="acts"><a class="button" href="{{{path}}}" download>{{{t.download}}}</a>
    {{#original}}
    <a class="small" href="{{{path}}}?original=1" download>{{{t.fileOriginal}}}</a>
    {{/original}}
    </p>
    {{/download}}
    {{#offer}}
    <p class="acts">
    <button form="act" formaction="{{{path}}}/answer" name="answer" value="accept">{{{t.accept}}}</button>
    <button form="act" formaction="{{{path}}}/answer" class="quiet" name="answer" value="refuse">{{{t.refuse}}}</button>
    </p>
    {{/offer}}
    </div>
    {{/file}}
    {{#leaving}}
    <p class="leaving">{{{text}}}</p>
    {{#acts}}
    <p class="acts"><button form="act" formaction="{{{path}}}/keep" class="small">{{{t.keep}}}</button></p>
    {{/acts}}
    {{/leaving}}
    {{#delivery}}
    <p class="delivery {{{class}}}"><span class="sign" aria-hidden="true">{{{sign}}}</span> {{{text}}}</p>
    {{/delivery}}
    {{#retry}}
    <p class="acts"><button form="act" formaction="{{{path}}}/retry" class="small">{{{t.retry}}}</button></p>
    {{/retry}}
    {{#acts}}
    <details class="more">
    <summary>{{{t.more}}}<span class="hidden"> {{{t.about}}} {{{number}}}</span></summary>
    <div class="acts">
    {{#canClose}}
    <button form="act" formaction="{{{path}}}/change" class="quiet small" name="change" value="{{#isClosed}}reopen{{/isClosed}}{{^isClosed}}close{{/isClosed}}">\
    {{#isClosed}}{{{t.reopenMessage}}}{{/isClosed}}{{^isClosed}}{{{t.closeMessage}}}{{/isClosed}}</button>
    <label for="l{{{number}}}">{{{t.label}}}</label>
    <input form="act" id="l{{{number}}}" class="small" name="label-{{{number}}}" value="{{{labelText}}}" dir="auto" maxlength="64">
    <button form="act" formaction="{{{path}}}/change" class="quiet small" name="change" value="label">{{{t.save}}}</button>
    {{/canClose}}
    <a class="danger small" href="{{{path}}}/erase">{{{t.erase}}}</a>
    </div>
    </details>
    {{/acts}}
    </li>
    """

  static let replyText = """
    {{#reply}}
    <form method="post" action="{{{path}}}/reply" class="reply" id="reply">
    {{{proofField}}}
    <input type="hidden" name="once" value="{{{once}}}">
    <label for="text">{{{t.yourReply}}}</label>
    <textarea id="text" name="text" rows="4" dir="auto" maxlength="32768" data-draft="{{{path}}}/draft" data-presence="{{{path}}}/presence">
    {{{draft}}}</textarea>
    <div class="acts">
    <button class="main" name="do" value="send">{{{t.send}}}</button>
    <button class="quiet" name="do" value="save">{{{t.saveDraft}}}</button>
    <span id="draft-state" class="hint" role="status" data-saved="{{{t.draftSaved}}}"></span>
    </div>
    </form>
    {{#canned}}
    <form method="post" action="{{{path}}}/canned" class="acts canned">
    {{{proofField}}}
    <label for="canned">{{{t.canned}}}</label>
    <select id="canned" name="canned">
    {{#choices}}
    <option value="{{{value}}}">{{{text}}}</option>
    {{/choices}}
    </select>
    <button class="quiet" name="do" value="insert">{{{t.cannedInsert}}}</button>
    <button class="quiet" name="do" value="send">{{{t.cannedSend}}}</button>
    </form>
    {{/canned}}
    {{/reply}}
    {{#isUnwelcome}}
    <p class="hint">{{{t.notAccepted}}}</p>
    {{/isUnwelcome}}
    """
}
