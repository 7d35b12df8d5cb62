import GatewayCore
import TestSupport
import Testing

@testable import GatewayPages

/// What pages say of what was not done.
@Suite struct `Refusals on pages` {
  @Test(arguments: Language.allCases)
  func `every reason has a text of its own in every language`(_ language: Language) {
    let (refusals, english) = (language.strings.refusals, Language.english.strings.refusals)
    #expect(Set(refusals.keys) == Set(RefusalReason.allCases))
    #expect(Set(refusals.values).count == refusals.count, "two are alike")
    for reason in RefusalReason.allCases {
      let text = refusals[reason] ?? ""
      #expect(text.count > 12 && text.last == ".", "\(reason)")
      #expect(text.ranges(of: "{}").count == (reason.limit == nil ? 0 : 1), "\(reason)")
      #expect(language == .english || text != english[reason], "\(reason)")
      let shown = language.strings.refusal(reason).html
      #expect(!shown.contains("{}"))
      if let limit = reason.limit {
        #expect(shown.contains(language.strings.number(limit)), "\(reason)")
      }
    }
  }

  @Test func `every reason is one that something is refused for`() throws {
    let text = try ["Gateway", "GatewayEngine", "GatewayHTTP", "GatewayStore"].flatMap {
      Repository.paths(below: "Sources/\($0)")
    }.map { try Repository.text(of: $0) }.joined()
    let unused = RefusalReason.allCases.filter { reason in
      !text.contains((try? Regex("[ (]\\.\(reason)\\b")) ?? Regex(verbatim: ".\(reason)"))
    }
    #expect(unused == [])
  }

  private func page(_ refusal: PageRefusal, _ language: Language) -> String {
    Pages.text(ProblemPage(refusal).html(in: Pages.frame(language)))
  }

  @Test func `a page says the reason in its language, and nothing in English`() {
    let refusal = PageRefusal(
      status: 400, reason: .labelMalformed, sentence: "\"a b\" is no label.")
    let german = page(refusal, .german)
    #expect(german.contains("<h1>Das wurde nicht getan</h1>"))
    #expect(german.contains("<p>Ein Etikett ist ein einzelnes Wort von höchstens 64 Bytes"))
    let arabic = page(refusal, .arabic)
    #expect(arabic.contains("<p>الوسم كلمة واحدة لا تتجاوز 64 بايت"))
    for html in [german, arabic] { #expect(!html.contains("is no label")) }
  }

  @Test(arguments: Language.allCases)
  func `what has no reason is English, marked as such, below a text of its kind`(
    _ language: Language
  ) {
    for status in [400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503] {
      let refusal = PageRefusal(status: status, sentence: "A <rare> case.")
      let html = page(refusal, language)
      #expect(html.contains("<p lang=\"en\" dir=\"ltr\">A &lt;rare&gt; case.</p>"), "\(status)")
      let title = refusal.title(in: language.strings).html
      #expect(html.contains("<h1>\(title)</h1>"))
      let english = refusal.title(in: Language.english.strings).html
      #expect(language == .english || title != english, "\(status)")
      let line = refusal.line(in: language.strings).html
      #expect(line == "\(title). <span lang=\"en\" dir=\"ltr\">A &lt;rare&gt; case.</span>")
    }
  }

  @Test func `only what the role does not allow is said to be of the role`() {
    let titles = [nil, RefusalReason.role, .formExpired, .passphraseWrong].map { reason in
      PageRefusal(status: 403, reason: reason, sentence: "x").title(in: Language.german.strings)
    }
    #expect(titles[0] == titles[1] && titles[2] == titles[3] && titles[0] != titles[2])
  }
}
