extension PageTemplate {
  static let inboxText = """
    <div class="columns">
    {{> filters}}
    <section class="list">
    <div class="head">
    <h1>{{{heading}}}</h1>
    <p class="count">{{{count}}}</p>
    </div>
    {{#searchLocked}}
    <p class="hint">{{{t.searchLocked}}} <a href="{{{unlockPath}}}">{{{t.unlock}}}</a></p>
    {{/searchLocked}}
    {{^hasRows}}
    <div class="empty"><p>{{{emptyText}}}</p>{{#isFiltered}}<p><a href="/">{{{t.reset}}}</a></p>{{/isFiltered}}</div>
    {{/hasRows}}
    {{#matches}}
    <ol class="tips matches">
    {{#rows}}
    <li class="tip" data-row>
    <a class="go" href="{{{path}}}">
    <span class="who"><bdi>{{{codename}}}</bdi></span>
    <span class="snippet" dir="auto">{{{text}}}</span>
    <span class="when">{{{time}}}</span>
    </a>
    </li>
    {{/rows}}
    </ol>
    {{/matches}}
    {{#conversations}}
    <form method="post" action="/conversations/changes" id="bulk">
    {{{proofField}}}
    {{{filterFields}}}
    <ul class="tips{{^mayChange}} plain{{/mayChange}}">
    {{#rows}}
    <li class="tip{{#isUnread}} unread{{/isUnread}}" data-row>
    {{#mayChange}}
    <label class="pick"><input type="checkbox" name="conversation" value="{{{codename}}}">\
    <span class="hidden">{{{selectText}}}</span></label>
    <button class="star{{#isStarred}} on{{/isStarred}}" formaction="{{{path}}}/star" name="starred" \
    value="{{#isStarred}}no{{/isStarred}}{{^isStarred}}yes{{/isStarred}}" aria-label="{{{starText}}}">\
    {{#isStarred}}★{{/isStarred}}{{^isStarred}}☆{{/isStarred}}</button>
    {{/mayChange}}
    <a class="go" href="{{{path}}}">
    <span class="who"><bdi>{{{codename}}}</bdi>{{#isUnread}}<span class="hidden"> {{{t.unread}}}</span>{{/isUnread}}</span>
    {{#calls}}
    <span class="calls">{{{name}}}</span>
    {{/calls}}
    <span class="snippet" dir="auto">{{#isOurs}}<span class="ours" aria-hidden="true">↩</span> {{/isOurs}}{{{snippet}}}</span>
    <span class="marks">
    <span class="pill {{{statusClass}}}">{{{status}}}</span>
    {{#overdue}}
    <span class="pill late">{{{text}}}</span>
    {{/overdue}}
    {{#assignee}}
    <span class="pill plain">{{{name}}}</span>
    {{/assignee}}
    {{#labels}}
    <span class="pill tag">{{{label}}}</span>
    {{/labels}}
    {{#fresh}}
    <span class="small">{{{text}}}</span>
    {{/fresh}}
    {{#notes}}
    <span class="small">{{{text}}}</span>
    {{/notes}}
    </span>
    <span class="when">{{{time}}}</span>
    </a>
    </li>
    {{/rows}}
    </ul>
    {{#mayChange}}
    <div class="bulk">
    <label for="change">{{{t.withSelected}}}</label>
    <select id="change" name="change">
    <option value="close">{{{t.markClosed}}}</option>
    <option value="open">{{{t.markOpen}}}</option>
    <option value="star">{{{t.addStar}}}</option>
    <option value="unstar">{{{t.removeStar}}}</option>
    <option value="read">{{{t.markRead}}}</option>
    <option value="unread">{{{t.markUnread}}}</option>
    <option value="mine">{{{t.assignToMe}}}</option>
    {{#members}}
    <option value="assign:{{{value}}}">{{{text}}}</option>
    {{/members}}
    <option value="unassign">{{{t.unassign}}}</option>
    </select>
    <button>{{{t.apply}}}</button>
    {{#applyToAll}}
    <button class="quiet" name="all" value="{{{value}}}">{{{text}}}</button>
    {{/applyToAll}}
    </div>
    {{/mayChange}}
    </form>
    {{/conversations}}
    <nav class="pages" aria-label="{{{t.older}}}">
    {{#newest}}
    <a href="{{{path}}}">{{{t.newest}}}</a>
    {{/newest}}
    {{#older}}
    <a href="{{{path}}}" rel="next">{{{t.older}}}</a>
    {{/older}}
    </nav>
    </section>
    </div>
    """

  /// Beside the list.
  static let filtersText = """
    <aside class="side">
    <form method="get" action="/" role="search" class="search">
    <label for="words">{{{t.searchWords}}}</label>
    <input id="words" name="words" type="search" dir="auto" value="{{{words}}}" maxlength="200">
    <button>{{{t.search}}}</button>
    </form>
    <nav aria-label="{{{t.filters}}}">
    <ul class="choices">
    {{#choices}}
    <li{{#startsGroup}} class="first"{{/startsGroup}}><a href="{{{path}}}"{{#isHere}} aria-current="true"{{/isHere}}>{{{text}}}</a></li>
    {{/choices}}
    </ul>
    </nav>
    <form method="get" action="/" class="by-label">
    <label for="contact-label">{{{t.label}}}</label>
    <input id="contact-label" name="label" dir="auto" value="{{{label}}}" maxlength="64">
    <button class="quiet">{{{t.show}}}</button>
    </form>
    </aside>
    """
}
