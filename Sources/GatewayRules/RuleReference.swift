/// The page that tells what a rule can see and do, made from the functions themselves.
public enum RuleReference {
  public static func markdown() -> String {
    """
    # What a rule can see and do

    Made from the functions that it describes; do not edit. `postern test` and the tests of the \
    project keep it current.

    A bot is one Lua 5.4 file. A rule sees what stands here, and of Lua's own: \
    `assert`, `error`, `getmetatable`, `ipairs`, `math`, `next`, `pairs`, `pcall`, `rawequal`, \
    `rawget`, `rawlen`, `rawset`, `select`, `setmetatable`, `string`, `table`, `tonumber`, \
    `tostring`, `type` and `utf8`. `setmetatable` takes over the metamethods as they are when it is \
    called; `__gc`, `__mode`, `__len` and `__close` are refused, so no variable is `<close>`.

    Each event has a budget of instructions, time and memory. A rule that fails is reported with its \
    file and line; nothing of what it asked for happens, except that its message is kept. Of a \
    failure's message you see what stands in your file, and "…" for the rest, which a contact may \
    have written; `postern try` and `postern test` show it whole.

    ## In a bot

    \(RuleAPI.tables.map(section).joined())\
    ### Limits

    What goes over a limit is an error at its line. A rule that has used up its instructions, time \
    or memory is ended, and nothing of it is left for the next event.

    | what | at most |
    |---|---|
    \(RuleLimitRow.all.map { "| \($0.subject) | \($0.limit) |\n" }.joined())

    ## In a test

    \(TestAPI.tables.filter { $0.title != "json" }.map(section).joined())
    """.trimmed + "\n"
  }

  /// A table without a title has nothing of its own to describe.
  private static func section<Session>(_ table: HostTable<Session>) -> String {
    guard !table.title.isEmpty else { return "" }
    let rows = (table.fields + table.functions).map { "| `\($0.signature)` | \($0.help) |\n" }
    return """
      ### \(table.title)

      \(table.about)

      | written | does |
      |---|---|
      \(rows.joined())

      """
  }
}
